namespace LiteVae.Evaluation.Latents;

/// <summary>How power is spread over spatial frequencies.</summary>
/// <param name="Frequencies">From low to high, as shares of the highest that the grid can hold (Nyquist's).</param>
/// <param name="Power">The mean power at each, relative to white noise of the same deviation: white noise is 1 everywhere.</param>
/// <param name="HighShare">The share of the power above half of Nyquist's frequency, 0 to 1; the mean does not count.</param>
/// <param name="Slope">The slope of the logarithm of the power over that of the frequency: 0 for white noise, about -2 for photographs.</param>
public sealed record SpectrumCurve(IReadOnlyList<double> Frequencies, IReadOnlyList<double> Power, double HighShare, double Slope);
