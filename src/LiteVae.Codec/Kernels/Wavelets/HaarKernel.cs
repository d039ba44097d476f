using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Wavelets;

/// <summary>A level of the Haar analysis, scaled by one half: the input of LiteVAE's feature extractors.</summary>
/// <remarks>
/// The sub-bands of level l enter the networks divided by 2^l. Each level is computed from the low-pass band of the level
/// before, so that a division by two at each level does that. All factors are powers of two, so that results equal those of
/// <c>LiteVae.Wavelets.HaarTransform</c> to the bit.
/// </remarks>
internal static unsafe class HaarKernel
{
    /// <summary>Computes the level.</summary>
    /// <param name="x">The input, of even height and width.</param>
    /// <param name="channels">The number of channels that are transformed, counted from the input's first.</param>
    /// <param name="y">The result, half as high and wide: LL, H, V and D of all channels.</param>
    public static void Run(FeatureMaps x, int channels, FeatureMaps y)
    {
        if (x.Channels < channels || !y.HasShapeOf(new(y.Data, x.Images, x.Height / 2, x.Width / 2, 4 * channels)) || (x.Height | x.Width) % 2 != 0)
            throw new ArgumentException($"Haar analysis of {channels} channels of {x.Height}x{x.Width}x{x.Channels} to {y.Height}x{y.Width}x{y.Channels}.", nameof(y));
        KernelThreads.For(y.Images * y.Height, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (line) =>
        {
            var (image, row) = Math.DivRem(line, y.Height);
            for (var column = 0; column < y.Width; column++)
            {
                var top = x.At(image, 2 * row, 2 * column);
                var bottom = x.At(image, 2 * row + 1, 2 * column);
                var to = y.At(image, row, column);
                for (var channel = 0; channel < channels; channel++)
                {
                    var (a, b, c, d) = (top[channel], top[x.Channels + channel], bottom[channel], bottom[x.Channels + channel]);
                    var (low, lowRight, high, highRight) = (a + c, b + d, a - c, b - d);
                    to[channel] = 0.25f * (low + lowRight);
                    to[channels + channel] = 0.25f * (high + highRight);
                    to[2 * channels + channel] = 0.25f * (low - lowRight);
                    to[3 * channels + channel] = 0.25f * (high - highRight);
                }
            }
        });
    }
}
