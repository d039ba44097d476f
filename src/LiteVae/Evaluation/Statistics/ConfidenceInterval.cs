namespace LiteVae.Evaluation.Statistics;

/// <summary>An estimate with the interval that holds it with the stated confidence.</summary>
/// <param name="Estimate">From the data as they are.</param>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Confidence">Between 0 and 1.</param>
public readonly record struct ConfidenceInterval(double Estimate, double Lower, double Upper, double Confidence)
{
    /// <summary>Whether zero lies outside: a difference that is more than chance.</summary>
    public bool ExcludesZero => Lower > 0 || Upper < 0;
}
