namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Channels of positions that lie one after the other; a position may have other channels beside these. Owns nothing.</summary>
/// <param name="data">The first channel of the first position; null where there are no values.</param>
/// <param name="step">The distance from a position to the next.</param>
internal readonly unsafe struct ChannelRows(float* data, long step)
{
    public float* Data { get; } = data;

    public long Step { get; } = step;

    /// <summary>The same channels from a later position on.</summary>
    public ChannelRows From(long position) => Data is null ? this : new(Data + position * Step, Step);

    /// <summary>Other channels of the same positions.</summary>
    public ChannelRows At(int channel) => Data is null ? this : new(Data + channel, Step);
}
