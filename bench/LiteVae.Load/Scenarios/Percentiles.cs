using System.Globalization;

namespace LiteVae.Load.Scenarios;

/// <summary>The distribution of times in milliseconds.</summary>
internal sealed class Percentiles(IEnumerable<double> times)
{
    private readonly double[] _sorted = [.. times.Order()];

    public int Count => _sorted.Length;

    public double At(double share) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Min(_sorted.Length - 1, (int)(share * _sorted.Length))];

    /// <summary>p50, p95 and p99.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {At(0.5):0} ms, p95 {At(0.95):0} ms, p99 {At(0.99):0} ms");
}
