namespace LiteVae.Codec.Inspection;

/// <summary>Feature maps or a latent of one picture, [C,H,W]: one plane of values for each channel.</summary>
public sealed class ChannelPlanes
{
    /// <summary>Describes planes.</summary>
    /// <param name="values">[C,H,W], row-major; not copied.</param>
    /// <param name="channels">C, at least 1.</param>
    /// <param name="height">H, at least 1.</param>
    /// <param name="width">W, at least 1.</param>
    /// <exception cref="ArgumentException">The sizes do not agree.</exception>
    public ChannelPlanes(ReadOnlyMemory<float> values, int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length != (long)channels * height * width)
            throw new ArgumentException($"Planes [{channels},{height},{width}] have {(long)channels * height * width} values; got {values.Length}.", nameof(values));
        (Values, Channels, Height, Width) = (values, channels, height, width);
    }

    /// <summary>All values, channel by channel.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>C.</summary>
    public int Channels { get; }

    /// <summary>H.</summary>
    public int Height { get; }

    /// <summary>W.</summary>
    public int Width { get; }

    /// <summary>One channel, [1,H,W].</summary>
    /// <param name="index">From 0.</param>
    public ChannelPlanes Channel(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Channels);
        return new ChannelPlanes(Values.Slice(index * Height * Width, Height * Width), 1, Height, Width);
    }

    /// <summary>Copies the part of feature maps of one image that begins at the top left corner.</summary>
    internal static unsafe ChannelPlanes Of(FeatureMaps maps, int height, int width)
    {
        var values = new float[checked(maps.Channels * height * width)];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var from = maps.At(0, row, column);
                for (var channel = 0; channel < maps.Channels; channel++)
                    values[(channel * height + row) * width + column] = from[channel];
            }
        }
        return new ChannelPlanes(values, maps.Channels, height, width);
    }
}
