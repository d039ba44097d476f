using LiteVae.Pictures;

namespace LiteVae.Runs.Description;

/// <summary>Fixed samples through the weights as they are at a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Captions">What the pictures of a row show, from left to right.</param>
/// <param name="Rows">One row for each sample.</param>
public sealed record SampleSheet(long Step, long Images, IReadOnlyList<string> Captions, IReadOnlyList<SampleRow> Rows)
{
    /// <summary>The figure that the rows' scores are of; null where there are no scores.</summary>
    public HeadlineFigure? Headline { get; init; }

    /// <summary>The picture whose course over the training is shown; null for none.</summary>
    public RgbImage? Progress { get; init; }

    /// <summary>The columns of two pictures of the same thing, between which a reader can slide; null for none.</summary>
    public ColumnPair? Compared { get; init; }

    /// <summary>What the colors of a column's pictures mean, in the order of the captions, null for those of images; fewer leave the last columns without.</summary>
    public IReadOnlyList<ColorScale?> Scales { get; init; } = [];

    /// <summary>Other numbers that were measured on the samples, by the names under which they are logged.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    /// <summary>What the samples are, as a noun, such as "8 images held out of training"; null where it is the rows that count.</summary>
    public string? Subject { get; init; }

    /// <summary>The mean of the rows' scores; null where there are none.</summary>
    public double? Score => Rows.Average(row => row.Score);

    /// <summary>All rows as one picture.</summary>
    internal RgbImage Draw() => ContactSheet.Draw(Captions, [.. Rows.Select(row => new ContactSheetRow(Label(row), row.Pictures) { Scales = Scales })]);

    private string Label(SampleRow row) => row.Score is { } score && Headline is not null ? $"{row.Name}, {Headline.Describe(score)}" : row.Name;
}
