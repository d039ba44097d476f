using System.Globalization;

namespace LiteVae.Load;

/// <summary>How a service did under a load.</summary>
/// <param name="Clients">How many asked at the same time.</param>
/// <param name="Seconds">How long they asked.</param>
/// <param name="Times">Milliseconds of each answered request.</param>
/// <param name="Refused">The requests that were refused with status 429.</param>
internal sealed record LoadResult(int Clients, double Seconds, IReadOnlyList<double> Times, int Refused)
{
    /// <summary>A row of the table.</summary>
    public override string ToString()
    {
        double[] sorted = [.. Times.Order()];
        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
        return string.Create(CultureInfo.InvariantCulture, $"{Clients,7} {sorted.Length / Seconds,10:0.0} {At(0.5),9:0} {At(0.95),9:0} {At(0.99),9:0} {Refused,9}");
    }
}
