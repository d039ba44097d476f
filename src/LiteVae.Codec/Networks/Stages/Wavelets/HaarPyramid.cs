namespace LiteVae.Codec.Networks.Stages.Wavelets;

/// <summary>The wavelet sub-bands of an image, level by level.</summary>
internal static class HaarPyramid
{
    /// <summary>The sub-bands of each level l, divided by 2^l.</summary>
    /// <param name="image">[B,H,W,3], H and W multiples of 2^levels.</param>
    /// <param name="levels">How many.</param>
    /// <param name="workspace">Memory of this run.</param>
    /// <returns>[B,H/2^l,W/2^l,12] of each level from 1 on, which the caller releases.</returns>
    public static Features[] Analyze(Features image, int levels, Workspace workspace)
    {
        var pyramid = new Features[levels];
        var (x, channels) = (image, image.Maps.Channels);
        for (var i = 0; i < levels; i++)
        {
            pyramid[i] = workspace.Rent(x.Maps.Images, x.Maps.Height / 2, x.Maps.Width / 2, 4 * channels);
            if (!workspace.IsRehearsal)
                HaarKernel.Run(x.Maps, channels, pyramid[i].Maps);
            x = pyramid[i];
        }
        return pyramid;
    }
}
