namespace LiteVae.Codec.Kernels.Resampling;

/// <summary>The positions of r x r windows as channels: channel c of window position (i, j) becomes channel c r r + i r + j.</summary>
internal static unsafe class PixelUnshuffle
{
    /// <summary>Computes it.</summary>
    /// <param name="x">The input, of a height and width that r divides.</param>
    /// <param name="factor">r, at least 1.</param>
    /// <param name="y">The result, of height H/r, width W/r and C r r channels.</param>
    public static void Run(FeatureMaps x, int factor, FeatureMaps y)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        x.Require(x.Channels, y, x.Channels * factor * factor);
        y.RequireSize(x, factor);
        KernelThreads.For(y.Images * y.Height, line =>
        {
            var (image, row) = Math.DivRem(line, y.Height);
            for (var column = 0; column < y.Width; column++)
            {
                var to = y.At(image, row, column);
                for (var i = 0; i < factor; i++)
                {
                    for (var j = 0; j < factor; j++)
                    {
                        var from = x.At(image, row * factor + i, column * factor + j);
                        for (var channel = 0; channel < x.Channels; channel++)
                            to[(channel * factor + i) * factor + j] = from[channel];
                    }
                }
            }
        });
    }
}
