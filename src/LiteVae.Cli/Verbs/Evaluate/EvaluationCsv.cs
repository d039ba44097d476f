using System.Globalization;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Evaluation;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>A line for every image and model, for one's own statistics.</summary>
internal static class EvaluationCsv
{
    public static void Write(string path, IReadOnlyList<EvaluationPass> passes, IImageSource source) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
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
    });

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
