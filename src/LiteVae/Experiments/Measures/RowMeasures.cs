using LiteVae.Experiments.Execution;
using LiteVae.Pictures;

namespace LiteVae.Experiments.Measures;

/// <summary>What was measured of one training of a row.</summary>
/// <param name="Row">The training.</param>
internal sealed record RowMeasures(FinishedRow Row)
{
    /// <summary>The figures.</summary>
    public Dictionary<FigureKey, Sample> Figures { get; } = [];

    /// <summary>A few images beside what the model made of them.</summary>
    public List<(long Index, RgbImage Original, RgbImage Reconstruction)> Pictures { get; } = [];
}
