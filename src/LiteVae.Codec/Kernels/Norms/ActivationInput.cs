namespace LiteVae.Codec.Kernels.Norms;

/// <summary>What SiLU is applied to: feature maps, after a GroupNorm where there is one. Owns nothing.</summary>
/// <param name="X">The feature maps.</param>
/// <param name="Concat">Feature maps of the same size, whose channels follow the first's; null for none.</param>
/// <param name="Norm">The norm before SiLU; null for SiLU alone.</param>
/// <param name="Moments">The moments of the first feature maps; null without a norm.</param>
/// <param name="ConcatMoments">Those of the second.</param>
internal sealed record ActivationInput(
    FeatureMaps X, FeatureMaps? Concat, NormWeights? Norm, ChannelMoments? Moments, ChannelMoments? ConcatMoments = null)
{
    /// <summary>The number of channels of both feature maps together.</summary>
    public int Channels => X.Channels + (Concat?.Channels ?? 0);

    /// <summary>Measures the moments of feature maps where a norm needs them.</summary>
    public static ActivationInput Of(FeatureMaps x, FeatureMaps? concat, NormWeights? norm, Microkernel? microkernel = null) => norm is null
        ? new(x, concat, norm, null)
        : new(x, concat, norm, ChannelMoments.Of(x, microkernel), concat is { } other ? ChannelMoments.Of(other, microkernel) : null);

    /// <summary>The means and variances of the norm's groups; null without a norm.</summary>
    public GroupStatistics? Statistics() =>
        Norm is { } norm ? new GroupStatistics(Moments!, ConcatMoments, X.Images, norm.Groups, norm.Epsilon) : null;

    /// <summary>Norm and SiLU as a convolution applies them to what it reads; the caller disposes it.</summary>
    public unsafe Prologue ToPrologue() =>
        Norm is { } norm ? new Prologue(Statistics()!, norm.Weight, norm.Bias, X.Images, Channels, silu: true) : Prologue.Silu;

    /// <summary>The mean of a channel of an image.</summary>
    public double Mean(int image, int channel) =>
        channel < X.Channels ? Moments!.Mean(image, channel) : ConcatMoments!.Mean(image, channel - X.Channels);
}
