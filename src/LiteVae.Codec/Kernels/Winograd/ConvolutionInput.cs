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

    /// <summary>Requires the input, the result and the operations to be such as the kernels compute, as kernels do not check where they write.</summary>
    /// <param name="inputs">The channels that the weights take.</param>
    /// <param name="y">The result.</param>
    /// <param name="outputs">The channels that the weights give.</param>
    /// <param name="epilogue">The operations on the result.</param>
    public void Require(int inputs, FeatureMaps y, int outputs, Epilogue epilogue)
    {
        X.Require(inputs - (Concat?.Channels ?? 0), y, outputs);
        if (this is { Prologue: null, Concat: not null } or { Prologue: not null, Upsample: true })
            throw new ArgumentException("A second input needs a prologue, and an upsampled one cannot have any.");
        if (epilogue.Gelu != GeluForm.None)
            throw new ArgumentException("GELU is an operation of matrix products alone.", nameof(epilogue));
        X.RequireSize(y, Upsample ? 2 : 1);
        if (Concat is { } concat)
            X.RequireSize(concat);
    }
}
