namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>What a convolution reads.</summary>
/// <param name="X">The feature maps.</param>
/// <param name="Concat">Others of the same size, whose channels follow the first's; only with a prologue.</param>
/// <param name="Prologue">What is done to them as they are read.</param>
/// <param name="Upsample">Whether they are first enlarged by two, by repeating positions; only without a prologue.</param>
internal readonly record struct ConvolutionInput(FeatureMaps X, FeatureMaps? Concat = null, Prologue? Prologue = null, bool Upsample = false)
{
    /// <summary>Of both inputs.</summary>
    public int Channels => X.Channels + (Concat?.Channels ?? 0);
}
