using System.Globalization;
using LiteVae.Data;
using LiteVae.Evaluation;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>A line for every image and model, for one's own statistics.</summary>
internal static class EvaluationCsv
{
    public static string Of(IReadOnlyList<EvaluationPass> passes, IImageSource source)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var metrics = passes[0].Results[0].Values.Keys.ToArray();
        writer.WriteLine(string.Join(',', ["model", "resolution", "image", .. metrics]));
        foreach (var result in passes.SelectMany(p => p.Results))
        {
            for (var i = 0; i < result.Indices.Count; i++)
            {
                IEnumerable<string> numbers = metrics.Where(result.Values.ContainsKey).Select(m => Number(result.Values[m][i]));
                writer.WriteLine(string.Join(',', [Quote(result.Name), $"{result.Resolution}", Quote(source.NameOf(result.Indices[i])), .. numbers]));
            }
        }
        return writer.ToString();
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
