namespace LiteVae.Pictures;

/// <summary>A row of a contact sheet.</summary>
/// <param name="Label">A line above the row, such as a file name and its PSNR; empty for none.</param>
/// <param name="Pictures">The pictures from left to right; smaller ones are enlarged to the first one's size.</param>
public sealed record ContactSheetRow(string Label, IReadOnlyList<RgbImage> Pictures)
{
    /// <summary>A text over each picture, in their order; fewer leave the last pictures without.</summary>
    public IReadOnlyList<string> PictureLabels { get; init; } = [];

    /// <summary>The scale below each picture, in their order, null for none; fewer leave the last pictures without.</summary>
    public IReadOnlyList<ColorScale?> Scales { get; init; } = [];
}
