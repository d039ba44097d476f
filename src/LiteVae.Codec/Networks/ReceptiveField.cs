namespace LiteVae.Codec.Networks;

/// <summary>The positions of a stage's input that decide about a range of positions of its output, along one axis.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="IsGlobal">Whether an operation looks at all positions: a normalization's statistics, an average, attention.</param>
/// <param name="Attends">Whether one of those is attention, which relates positions to each other.</param>
internal readonly record struct ReceptiveField(int First, int Last, bool IsGlobal = false, bool Attends = false)
{
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
    public ReceptiveField Union(ReceptiveField other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last), IsGlobal || other.IsGlobal, Attends || other.Attends);

    /// <summary>The same range, seen through an operation that looks at all positions.</summary>
    public ReceptiveField Globally() => this with { IsGlobal = true };

    /// <summary>The same range, seen through attention.</summary>
    public ReceptiveField Attended() => this with { IsGlobal = true, Attends = true };

    private static int FloorDivide(int value, int divisor) => (int)Math.Floor((double)value / divisor);
}
