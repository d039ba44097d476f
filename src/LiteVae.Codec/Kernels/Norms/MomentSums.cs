namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Adds up the moments of parts of a picture to those of the whole.</summary>
/// <param name="channels">C.</param>
internal sealed class MomentSums(int channels)
{
    private readonly double[] _mean = new double[channels];
    private readonly double[] _squares = new double[channels]; // of differences from the mean
    private long _positions;

    /// <summary>Adds a part.</summary>
    /// <param name="part">Its moments, of one image.</param>
    /// <param name="positions">Its positions.</param>
    public void Add(ChannelMoments part, long positions)
    {
        var total = _positions + positions;
        for (var channel = 0; channel < channels; channel++)
        {
            var difference = part.Mean(0, channel) - _mean[channel];
            _mean[channel] += difference * positions / total;
            _squares[channel] += part.Variance(0, channel) * positions + difference * difference * _positions * ((double)positions / total);
        }
        _positions = total;
    }

    /// <summary>The moments of all parts together.</summary>
    public ChannelMoments ToMoments() => new(channels, [.. _mean], [.. _squares.Select(s => s / _positions)]);
}
