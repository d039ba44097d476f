namespace LiteVae.Soak.Memory;

/// <summary>The straight line through measurements over time, with the uncertainty of its slope.</summary>
/// <param name="Slope">Units per step.</param>
/// <param name="HalfWidth">Half of the slope's 95 % confidence interval, with independent errors assumed.</param>
internal readonly record struct Trend(double Slope, double HalfWidth)
{
    /// <summary>The least-squares line.</summary>
    /// <param name="points">At least three.</param>
    public static Trend Of(IReadOnlyList<(double X, double Y)> points)
    {
        var (meanX, meanY) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - meanX) * (p.X - meanX));
        var slope = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / spread;
        var residual = points.Sum(p => Math.Pow(p.Y - meanY - slope * (p.X - meanX), 2)) / (points.Count - 2);
        return new Trend(slope, 1.96 * Math.Sqrt(residual / spread));
    }
}
