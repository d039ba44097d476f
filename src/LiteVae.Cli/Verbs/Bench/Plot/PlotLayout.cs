namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>Places a run's cases: a row each, in blocks by model and batch; speed to the left, memory to the right.</summary>
internal sealed class PlotLayout
{
    /// <summary>Models whose speeds are apart by this factor or more get a scale each.</summary>
    public const double TooFarForOneScale = 10;

    private const double Width = 860;
    private const double Margin = 24;
    private const double SeriesEnd = 210;
    private const double Head = 122;
    private const double BarHeight = 17;
    private const double RowHeight = 21;
    private const double LeastBlock = 32;
    private const double BlockGap = 10;
    private const double ModelGap = 10;
    private const double PanelMargin = 6;
    private const double MarkRoom = 26;
    private const double FootRoom = 44;

    private readonly List<PlotText> _texts = [];
    private readonly List<PlotPanel> _panels = [];
    private readonly List<PlotRow> _rows = [];
    private double _bottom = Head;

    /// <param name="request">What was asked for.</param>
    /// <param name="results">Of the cases to show; at least one.</param>
    /// <param name="processor">The machine's.</param>
    public static PlotFigure Of(BenchRequest request, IReadOnlyList<BenchResult> results, string processor)
    {
        var models = results.GroupBy(r => r.Case.Preset, (_, cases) => cases.ToArray()).ToArray();
        var fastest = models.Select(m => m.Max(r => r.ImagesPerSecond)).ToArray();
        var ownScales = fastest.Max() >= TooFarForOneScale * fastest.Min();

        var layout = new PlotLayout();
        layout.PlaceHead(request, processor, PlotWords.Scale(models.Length, ownScales));
        foreach (var model in models)
        {
            var (top, before) = (layout._bottom + (layout._rows.Count == 0 ? 0 : ownScales ? MarkRoom : ModelGap), layout._rows.Count);
            layout.PlaceModel(model, top);
            if (ownScales)
                layout.PlacePanel(PlotColumn.Speed, top, layout._rows[before..]);
        }
        if (!ownScales)
            layout.PlacePanel(PlotColumn.Speed, Head, layout._rows);
        layout.PlacePanel(PlotColumn.Memory, Head, layout._rows);
        var height = layout._bottom + MarkRoom + FootRoom;
        layout._texts.Add(new PlotText(Margin, height - 18, PlotWords.Footnote(layout._rows.Any(r => r.Ratio is not null)), "soft"));
        var cases = string.Join("; ", layout._rows.Select(PlotWords.Describe));
        return new PlotFigure(Width, height, PlotWords.Title(request), $"{PlotWords.Machine(request, processor)}. {cases}.", layout._texts, layout._panels);
    }

    private void PlaceHead(BenchRequest request, string processor, string scale) => _texts.AddRange([
        new(Margin, 35, PlotWords.Title(request), "title"),
        new(Margin, 56, PlotWords.Machine(request, processor), "soft"),
        new(PlotColumn.Speed.From, 92, "Images per second", "head"),
        new(PlotColumn.Speed.From, 108, scale, "soft"),
        new(PlotColumn.Memory.From, 92, "Peak memory (MiB)", "head"),
        new(PlotColumn.Memory.From, 108, "of the whole process", "soft"),
    ]);

    private void PlaceModel(BenchResult[] model, double top)
    {
        var batches = model.GroupBy(r => r.Case.Batch, (_, cases) => cases.ToArray()).ToArray();
        var y = top + PanelMargin;
        foreach (var batch in batches)
        {
            var (used, name) = (batch.Length * RowHeight - (RowHeight - BarHeight), PlotWords.Name(model[0].Case));
            var height = Math.Max(used, LeastBlock);
            PlaceRows(batch, model, y + (height - used) / 2);
            if (batch == batches[0])
                _texts.Add(new PlotText(Margin, y + height / 2 + (batches.Length > 1 ? -3 : 4.5), name, "name"));
            if (batches.Length > 1)
                _texts.Add(new PlotText(Margin, y + height / 2 + (batch == batches[0] ? 13 : 4.5), $"batch {batch[0].Case.Batch}", "soft"));
            y += height + BlockGap;
        }
        _bottom = y - BlockGap + PanelMargin;
    }

    private void PlaceRows(BenchResult[] batch, BenchResult[] model, double top)
    {
        foreach (var result in batch)
        {
            _rows.Add(new PlotRow(result, result.Case.Engine == "plain" ? null : result.AgainstPlain(model), top));
            _texts.Add(new PlotText(SeriesEnd, top + BarHeight / 2 + 4, PlotWords.Series(result.Case), "end"));
            top += RowHeight;
        }
    }

    private void PlacePanel(PlotColumn column, double top, IReadOnlyList<PlotRow> rows) =>
        _panels.Add(column.Panel(top, _bottom, BarHeight, rows));
}
