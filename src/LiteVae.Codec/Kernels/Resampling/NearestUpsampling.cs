namespace LiteVae.Codec.Kernels.Resampling;

/// <summary>Twice the height and the width by repeating positions.</summary>
internal static unsafe class NearestUpsampling
{
    /// <summary>Computes it.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result, of height 2 H and width 2 W.</param>
    public static void Run(FeatureMaps x, FeatureMaps y)
    {
        x.Require(y.Channels, y, x.Channels);
        x.RequireSize(y, 2);
        KernelThreads.For(x.Images * x.Height, line =>
        {
            var (image, row) = Math.DivRem(line, x.Height);
            var to = y.At(image, 2 * row, 0);
            var length = (long)y.Width * y.Channels;
            for (var column = 0; column < y.Width; column++)
                new ReadOnlySpan<float>(x.At(image, row, column / 2), x.Channels).CopyTo(new Span<float>(to + (long)column * y.Channels, y.Channels));
            Buffer.MemoryCopy(to, to + length, length * sizeof(float), length * sizeof(float));
        });
    }
}
