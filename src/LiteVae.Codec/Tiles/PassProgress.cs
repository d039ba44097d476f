namespace LiteVae.Codec.Tiles;

/// <summary>The progress of passes whose number is not known beforehand: each has half of what is left.</summary>
/// <param name="whole">Told the share of the work; null where nobody asks.</param>
internal sealed class PassProgress(IProgress<double>? whole)
{
    private double _start;

    /// <summary>Begins a pass.</summary>
    /// <returns>To be told the share of this pass; null where nobody asks.</returns>
    public IProgress<double>? Begin()
    {
        if (whole is null)
            return null;
        var (start, length) = (_start, (1 - _start) / 2);
        _start += length;
        return new Part(whole, start, length);
    }

    /// <summary>Ends the last pass.</summary>
    public void End() => whole?.Report(1);

    // Progress<T> would tell from another thread, and later: out of order.
    private sealed class Part(IProgress<double> whole, double start, double length) : IProgress<double>
    {
        public void Report(double value) => whole.Report(start + length * value);
    }
}
