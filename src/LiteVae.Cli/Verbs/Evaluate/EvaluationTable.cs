using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Report;
using Spectre.Console;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>An evaluation as tables on the terminal.</summary>
internal static class EvaluationTable
{
    public static void Print(IReadOnlyList<EvaluationPass> passes, EvaluationSettings settings, IReadOnlyDictionary<int, IReadOnlyList<ModelCost>> costs, double? peakMemoryMiB, Terminal terminal)
    {
        for (var i = 0; i < passes.Count; i++)
            Print(passes[i], costs.ToDictionary(c => c.Key, c => c.Value[i]), terminal);
        if (peakMemoryMiB is { } peak)
            terminal.Result($"Peak memory of the process: {peak:0} MiB");
        terminal.Result(settings.Sentence);
    }

    private static void Print(EvaluationPass pass, Dictionary<int, ModelCost> costs, Terminal terminal)
    {
        var figures = pass.Results.SelectMany(r => r.Metrics.Keys).Distinct().Where(f => !f.EndsWith("_std", StringComparison.Ordinal)).ToList();
        var bandwidths = figures.Where(EvaluationText.IsMmd).ToList();
        Write(pass, "", [.. figures.Except(bandwidths)], costs, terminal);
        if (bandwidths.Count > 0)
            Write(pass with { Results = [.. pass.Results.Where(r => r.Metrics.ContainsKey(bandwidths[0]))] }, EvaluationText.MmdTitle, bandwidths, [], terminal);
        foreach (var result in pass.Results)
            Describe(result, terminal);
        foreach (var difference in pass.Differences.GroupBy(d => d.Candidate))
            terminal.Result($"{difference.Key} against {difference.First().Against}: {string.Join("; ", difference.Select(EvaluationText.Difference))}");
    }

    private static void Write(EvaluationPass pass, string title, List<string> figures, Dictionary<int, ModelCost> costs, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("model").AddColumn(new TableColumn("images").RightAligned());
        if (title.Length > 0)
            table.Title(Markup.Escape(title));
        if (pass.Results[0].Resolution is not null)
            table.AddColumn(new TableColumn("side").RightAligned());
        foreach (var figure in figures)
            table.AddColumn(new TableColumn(EvaluationText.Heading(figure)).RightAligned());
        foreach (var heading in costs.Count > 0 ? new[] { "parameters", "GMAC", "images/s" } : [])
            table.AddColumn(new TableColumn(heading).RightAligned());
        for (var i = 0; i < pass.Results.Count; i++)
        {
            var result = pass.Results[i];
            List<string> cells = [result.Name, $"{result.Images}{(result.Partial ? " (stopped early)" : "")}"];
            if (result.Resolution is { } resolution)
                cells.Add($"{resolution}");
            cells.AddRange(figures.Select(f => EvaluationText.Figure(result, f)));
            if (costs.Count > 0)
                cells.AddRange(costs.TryGetValue(i, out var cost) ? Cost(cost, result) : ["-", "-", $"{result.ImagesPerSecond:0.##}"]);
            table.AddRow([.. cells.Select(c => new Text(c))]);
        }
        terminal.Results.Write(table);
    }

    private static string[] Cost(ModelCost cost, ReconstructionResult result) =>
    [
        $"{(cost.EncoderParameters + cost.DecoderParameters) / 1e6:0.00} M",
        $"{(cost.EncoderMacs + cost.DecoderMacs) / 1e9:0.00}",
        $"{result.ImagesPerSecond:0.##}",
    ];

    private static void Describe(ReconstructionResult result, Terminal terminal)
    {
        if (result.Latents is { } latents)
            LatentText.Print($"latent of {result.Name}, posterior samples", latents, terminal);
        if (result.FeatureMaps is { } maps)
            terminal.Result($"feature maps of {result.Name}, last decoder block, largest over median magnitude: {maps.Median:0.0} in the median map, {maps.Largest:0.0} in the most unbalanced");
    }
}
