namespace LiteVae.Codec.Kernels.Norms;

/// <summary>Mean and variance of groups of channels, image by image.</summary>
internal sealed class GroupStatistics
{
    private readonly int _groups;
    private readonly int _size; // channels of a group
    private readonly double[] _mean; // by image and group
    private readonly double[] _inverse; // of the standard deviation

    /// <param name="x">Of feature maps.</param>
    /// <param name="concat">Of others of the same size, whose channels follow the first's.</param>
    /// <param name="images">How many there are.</param>
    /// <param name="groups">Of all channels, whose number they divide.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public GroupStatistics(ChannelMoments x, ChannelMoments? concat, int images, int groups, double epsilon)
    {
        (_groups, _size) = (groups, (x.Channels + (concat?.Channels ?? 0)) / groups);
        (_mean, _inverse) = (new double[images * groups], new double[images * groups]);
        for (var i = 0; i < _mean.Length; i++)
        {
            var (image, group) = Math.DivRem(i, groups);
            var variance = 0.0;
            for (var channel = group * _size; channel < (group + 1) * _size; channel++)
                _mean[i] += Of(image, channel).Mean / _size;
            for (var channel = group * _size; channel < (group + 1) * _size; channel++)
            {
                var (channelMean, channelVariance) = Of(image, channel);
                variance += (channelVariance + (channelMean - _mean[i]) * (channelMean - _mean[i])) / _size;
            }
            _inverse[i] = 1 / Math.Sqrt(variance + epsilon);
        }

        (double Mean, double Variance) Of(int image, int channel) => channel < x.Channels
            ? (x.Mean(image, channel), x.Variance(image, channel))
            : (concat!.Mean(image, channel - x.Channels), concat.Variance(image, channel - x.Channels));
    }

    /// <summary>The mean, and one over the standard deviation, of a channel's group.</summary>
    public (double Mean, double Inverse) Of(int image, int channel) =>
        (_mean[image * _groups + channel / _size], _inverse[image * _groups + channel / _size]);
}
