namespace LiteVae.Codec.Kernels.Residual;

/// <summary>The moments that the norms of a residual block took in the forward pass, for the backward one. All null without norms.</summary>
/// <param name="X">Of the input.</param>
/// <param name="Concat">Of the second input; null where there is none.</param>
/// <param name="Hidden">Of the first convolution's output.</param>
internal sealed record ResidualMoments(ChannelMoments? X, ChannelMoments? Concat, ChannelMoments? Hidden);
