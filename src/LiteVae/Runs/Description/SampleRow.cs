using LiteVae.Pictures;

namespace LiteVae.Runs.Description;

/// <summary>One sample.</summary>
/// <param name="Name">What it is called, such as a file's name.</param>
/// <param name="Score">Its headline figure; null where none was measured.</param>
/// <param name="Pictures">One picture for each caption of the sheet.</param>
public sealed record SampleRow(string Name, double? Score, IReadOnlyList<RgbImage> Pictures)
{
    /// <summary>What is to be said of each picture besides its caption, such as its PSNR; fewer leave the last pictures without.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
