namespace LiteVae.Codec.Kernels.Resampling;

/// <summary>The means of k x k positions, with stride k. Rows and columns at the end that fill no window are left out.</summary>
internal static unsafe class AveragePooling
{
    /// <summary>Computes it.</summary>
    /// <param name="x">The input.</param>
    /// <param name="size">k, at least 1.</param>
    /// <param name="y">The result, of height H/k and width W/k, rounded down.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static void Run(FeatureMaps x, int size, FeatureMaps y, Microkernel? microkernel = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        x.Require(y.Channels, y, x.Channels);
        new FeatureMaps(null, x.Images, x.Height / size, x.Width / size, x.Channels).RequireSize(y);
        var loops = microkernel ?? Microkernel.Current;
        KernelThreads.For(y.Images * y.Height, line =>
        {
            var (image, row) = Math.DivRem(line, y.Height);
            for (var column = 0; column < y.Width; column++)
                loops.Average(x.At(image, row * size, column * size), (long)x.Width * x.Channels, size, size, x.Channels, y.At(image, row, column));
        });
    }
}
