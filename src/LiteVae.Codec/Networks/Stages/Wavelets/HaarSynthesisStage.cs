using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Wavelets;

/// <summary>The image whose level-1 sub-bands, divided by two, a decoder predicts (Appendix G).</summary>
internal sealed unsafe class HaarSynthesisStage : Stage
{
    public override Features Run(Features x, Workspace workspace) // [B, H/2, W/2, 12]
    {
        var bands = x.Maps;
        var channels = bands.Channels / 4;
        var y = workspace.Rent(bands.Images, 2 * bands.Height, 2 * bands.Width, channels);
        if (workspace.IsRehearsal)
            return y;
        var image = y.Maps;
        KernelThreads.For(bands.Images * bands.Height, line =>
        {
            var (i, row) = Math.DivRem(line, bands.Height);
            for (var column = 0; column < bands.Width; column++)
            {
                var from = bands.At(i, row, column);
                var top = image.At(i, 2 * row, 2 * column);
                var bottom = image.At(i, 2 * row + 1, 2 * column);
                for (var channel = 0; channel < channels; channel++)
                {
                    var (low, horizontal) = (from[channel], from[channels + channel]);
                    var (vertical, diagonal) = (from[2 * channels + channel], from[3 * channels + channel]);
                    top[channel] = low + horizontal + vertical + diagonal;
                    top[channels + channel] = low + horizontal - vertical - diagonal;
                    bottom[channel] = low - horizontal + vertical - diagonal;
                    bottom[channels + channel] = low - horizontal - vertical + diagonal;
                }
            }
        });
        return y; // [B, H, W, 3]
    }

    public override ReceptiveField Before(ReceptiveField output) => output.BeforeUpsampling(2);
}
