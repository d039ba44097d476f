using LiteVae.Codec.Models;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Wavelets;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>An encoder without weights: the wavelet sub-bands are the latent, and its variance is zero (Appendix B).</summary>
/// <remarks>
/// <c>dwt</c> takes the level-3 sub-bands (12 channels at H/8), <c>dwt-2</c> the level-2 sub-bands moved from space to depth
/// by two (48 channels at H/8). Levels are divided by 2^l, as in LiteVAE.
/// </remarks>
/// <param name="level">3 for <c>dwt</c>, 2 for <c>dwt-2</c>.</param>
internal sealed unsafe class FixedWaveletStage(int level) : Stage
{
    private const int LatentLevel = 3;

    public override Features Run(Features x, Workspace workspace) // [B, H, W, 3]
    {
        var pyramid = HaarPyramid.Analyze(x, level, workspace);
        var bands = pyramid[^1].Maps; // [B, H/2^l, W/2^l, 12]
        var block = 1 << (LatentLevel - level);
        var channels = bands.Channels * block * block;
        var y = workspace.Rent(bands.Images, bands.Height / block, bands.Width / block, 2 * channels);
        if (!workspace.IsRehearsal)
            Fill(bands, block, y.Maps);
        foreach (var part in pyramid)
            part.Release();
        workspace.Completed("encoder", y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.BeforeDownsampling(1 << LatentLevel);

    // The mean's channels are the sub-bands of a block of positions, in the order of pixel_unshuffle; the log variance is the least there is.
    private static void Fill(FeatureMaps bands, int block, FeatureMaps y)
    {
        var means = y.Channels / 2;
        for (var image = 0; image < y.Images; image++)
        {
            for (var row = 0; row < y.Height; row++)
            {
                for (var column = 0; column < y.Width; column++)
                {
                    var to = y.At(image, row, column);
                    for (var channel = 0; channel < means; channel++)
                    {
                        var (band, within) = Math.DivRem(channel, block * block);
                        to[channel] = bands.At(image, row * block + within / block, column * block + within % block)[band];
                    }
                    new Span<float>(to + means, means).Fill(PosteriorLimits.MinLogVariance);
                }
            }
        }
    }
}
