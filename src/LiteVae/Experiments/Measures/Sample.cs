namespace LiteVae.Experiments.Measures;

/// <summary>A measured figure of one training.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Unit">What it was measured over.</param>
/// <param name="Parts">One value for each of these, in the same order for every row; empty where there are none.</param>
internal sealed record Sample(double Value, SampleUnit Unit, IReadOnlyList<double> Parts)
{
    /// <summary>A counted figure.</summary>
    public static Sample Exactly(double value) => new(value, SampleUnit.Exact, []);

    /// <summary>A figure that was measured once.</summary>
    public static Sample Once(double value) => new(value, SampleUnit.Single, []);

    /// <summary>The mean of several values.</summary>
    public static Sample MeanOf(SampleUnit unit, IReadOnlyList<double> parts) => new(parts.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(), unit, parts);
}
