namespace LiteVae.Codec.Networks.Costs;

/// <summary>The positions of a stage's input that decide about a range of positions of its output, along one axis.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Normalizes">Whether a normalization takes statistics of all positions.</param>
/// <param name="Averages">Whether another operation looks at all positions: an average, attention.</param>
/// <param name="Attends">Whether one of those is attention, which relates positions to each other.</param>
internal readonly record struct ReceptiveField(int First, int Last, bool Normalizes = false, bool Averages = false, bool Attends = false)
{
    /// <summary>Whether an operation looks at all positions.</summary>
    public bool IsGlobal => Normalizes || Averages;

    /// <summary>The field widened by a convolution.</summary>
    public ReceptiveField Through(ConvolutionGeometry geometry) => this with
    {
        First = First * geometry.Stride - geometry.Before,
        Last = Last * geometry.Stride - geometry.Before + geometry.Kernel - 1,
    };

    /// <summary>The field before positions are repeated.</summary>
    public ReceptiveField BeforeUpsampling(int factor) => this with { First = FloorDivide(First, factor), Last = FloorDivide(Last, factor) };

    /// <summary>The field before blocks of positions become one each.</summary>
    public ReceptiveField BeforeDownsampling(int factor) => this with { First = First * factor, Last = Last * factor + factor - 1 };

    /// <summary>What two stages beside each other see together.</summary>
    public ReceptiveField Union(ReceptiveField other) => new(
        Math.Min(First, other.First), Math.Max(Last, other.Last), Normalizes || other.Normalizes, Averages || other.Averages, Attends || other.Attends);

    /// <summary>The same range, seen through a normalization over all positions.</summary>
    public ReceptiveField Normalized() => this with { Normalizes = true };

    /// <summary>The same range, seen through an average over all positions.</summary>
    public ReceptiveField Averaged() => this with { Averages = true };

    /// <summary>The same range, seen through attention.</summary>
    public ReceptiveField Attended() => this with { Averages = true, Attends = true };

    private static int FloorDivide(int value, int divisor) => (int)Math.Floor((double)value / divisor);
}
