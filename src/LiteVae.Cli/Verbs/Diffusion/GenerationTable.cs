using System.Globalization;
using LiteVae.Cli.Verbs.Evaluate;
using LiteVae.Evaluation.Generation;
using Spectre.Console;

namespace LiteVae.Cli.Verbs.Diffusion;

/// <summary>An evaluation of samples as a table on the terminal.</summary>
internal static class GenerationTable
{
    public static void Print(string model, GenerationResult result, EvaluationSettings settings, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("model");
        foreach (var heading in new[] { "samples", "images" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        List<string> cells = [model, $"{result.Samples}{(result.Partial ? " (stopped early)" : "")}", $"{result.Images}"];
        foreach (var figure in result.Metrics.Keys.Where(f => !f.EndsWith("_std", StringComparison.Ordinal)))
        {
            table.AddColumn(new TableColumn(figure).RightAligned());
            cells.Add(Figure(result, figure));
        }
        table.AddRow([.. cells.Select(c => new Text(c))]);
        terminal.Results.Write(table);
        if (result.Latents.Count > 0)
            LatentText.Print("latents of samples", result.Latents, terminal);
        if (result.RealLatents is { } real)
            LatentText.Print("latents of the training, posterior samples", real, terminal);
        terminal.Result(settings.Sentence);
    }

    private static string Figure(GenerationResult result, string figure)
    {
        string Number(double value) => value.ToString(GenerationMetrics.Of(figure).Format, CultureInfo.InvariantCulture);
        return result.Metrics.TryGetValue($"{figure}_std", out var deviation) && deviation > 0 // without a deviation, there was one subset: all samples
            ? $"{Number(result.Metrics[figure])} ± {Number(deviation)}"
            : Number(result.Metrics[figure]);
    }
}
