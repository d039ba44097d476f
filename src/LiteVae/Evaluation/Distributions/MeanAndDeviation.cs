namespace LiteVae.Evaluation.Distributions;

/// <summary>A repeated estimate.</summary>
/// <param name="Mean">Over the repetitions.</param>
/// <param name="Deviation">Their standard deviation with ddof 0, as torch-fidelity reports it.</param>
public readonly record struct MeanAndDeviation(double Mean, double Deviation)
{
    internal static MeanAndDeviation Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return new(mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
