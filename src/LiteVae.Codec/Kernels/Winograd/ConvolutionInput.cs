namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>The input of a convolution and the operations on it.</summary>
/// <param name="X">The feature maps.</param>
/// <param name="Concat">Feature maps of the same size, whose channels follow the first's; only with a prologue.</param>
/// <param name="Prologue">The operations on both as they are read.</param>
/// <param name="Upsample">Whether each position is first repeated twice in both directions; only without a prologue.</param>
internal readonly record struct ConvolutionInput(FeatureMaps X, FeatureMaps? Concat = null, Prologue? Prologue = null, bool Upsample = false)
{
    /// <summary>The number of channels of both inputs together.</summary>
    public int Channels => X.Channels + (Concat?.Channels ?? 0);
}
