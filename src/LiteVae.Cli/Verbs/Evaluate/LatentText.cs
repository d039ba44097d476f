using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Evaluation.Latents;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>Statistics of latents as lines and as JSON.</summary>
internal static class LatentText
{
    /// <summary>Moments by channel, and the strongest correlation.</summary>
    /// <param name="title">Whose latents these are.</param>
    public static void Print(string title, LatentStatistics latents, Terminal terminal)
    {
        static string Row(IEnumerable<double> values) => string.Join(' ', values.Select(v => $"{v,7:0.000}"));
        terminal.Result($"{title}, by channel (scaling factor {1 / latents.GlobalStandardDeviation():0.00000}):");
        terminal.Result($"  mean     {Row(latents.Mean())}");
        terminal.Result($"  std      {Row(latents.StandardDeviation())}");
        terminal.Result($"  kurtosis {Row(latents.ExcessKurtosis())}");
        var correlation = latents.Correlation();
        var strongest = from i in Enumerable.Range(0, latents.Channels) from j in Enumerable.Range(0, i) orderby Math.Abs(correlation[i, j]) descending select (i, j);
        if (strongest.FirstOrDefault() is { i: > 0 } pair)
            terminal.Result($"  strongest correlation {correlation[pair.i, pair.j]:0.000}, of channels {pair.j} and {pair.i}");
    }

    public static JsonObject ToJson(LatentStatistics latents)
    {
        var correlation = latents.Correlation();
        return new JsonObject
        {
            ["mean"] = NumberWords.ToJson(latents.Mean()),
            ["std"] = NumberWords.ToJson(latents.StandardDeviation()),
            ["excess_kurtosis"] = NumberWords.ToJson(latents.ExcessKurtosis()),
            ["correlation"] = new JsonArray([.. Enumerable.Range(0, latents.Channels).Select(i => NumberWords.ToJson(Enumerable.Range(0, latents.Channels).Select(j => correlation[i, j])))]),
            ["scaling_factor"] = NumberWords.ToJson(1 / latents.GlobalStandardDeviation()),
        };
    }
}
