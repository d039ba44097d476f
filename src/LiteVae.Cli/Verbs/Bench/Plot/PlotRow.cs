namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>One case of the chart: a bar of speed and a bar of memory beside its name.</summary>
/// <param name="Result">What was measured.</param>
/// <param name="Ratio">Its speed against the plain engine's; null for that engine itself and where it was not measured.</param>
/// <param name="Place">Its vertical place, counted downwards from 0, in bar distances.</param>
/// <param name="Name">What stands at its left.</param>
internal sealed record PlotRow(BenchResult Result, double? Ratio, double Place, string Name)
{
    private const double ModelGap = 0.6;
    private const double BatchGap = 0.3;

    /// <summary>The cases in their order, with a gap between models and a smaller one between batches.</summary>
    public static IReadOnlyList<PlotRow> Of(IReadOnlyList<BenchResult> results)
    {
        var severalBatches = results.Select(r => r.Case.Batch).Distinct().Count() > 1;
        List<PlotRow> rows = [];
        foreach (var model in results.GroupBy(r => r.Case.Preset))
        {
            foreach (var batch in model.GroupBy(r => r.Case.Batch))
            {
                foreach (var result in batch)
                    rows.Add(new PlotRow(result, result.Case.Engine == "plain" ? null : result.AgainstPlain(results), Next(result.Case), Label(result.Case, severalBatches)));
            }
        }
        return rows;

        double Next(BenchCase work) => rows.Count == 0 ? 0 : rows[^1].Place + 1
            + (rows[^1].Result.Case.Preset != work.Preset ? ModelGap : rows[^1].Result.Case.Batch != work.Batch ? BatchGap : 0);
    }

    private static string Label(BenchCase work, bool severalBatches) =>
        $"{PlotWords.Name(work)}{(severalBatches ? $", batch {work.Batch}" : "")}, {PlotWords.Series(work)}";
}
