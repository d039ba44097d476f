namespace LiteVae.Codec.Kernels.Residual;

/// <summary>The parameters of a residual block, or their gradients, where they lie. Owns nothing.</summary>
/// <remarks>Norms are there both or not at all; the skip convolution is there where inputs and outputs differ in number.</remarks>
internal unsafe struct ResidualParameters
{
    /// <summary>The weight of the first norm, [inputs]; null where SiLU stands alone.</summary>
    public float* FirstNormWeight;

    /// <summary>[inputs].</summary>
    public float* FirstNormBias;

    /// <summary>The weight of the first 3x3 convolution, [outputs, inputs, 3, 3].</summary>
    public float* FirstWeight;

    /// <summary>[outputs].</summary>
    public float* FirstBias;

    /// <summary>The weight of the second norm, [outputs]; null where SiLU stands alone.</summary>
    public float* SecondNormWeight;

    /// <summary>[outputs].</summary>
    public float* SecondNormBias;

    /// <summary>The weight of the second 3x3 convolution, [outputs, outputs, 3, 3].</summary>
    public float* SecondWeight;

    /// <summary>[outputs].</summary>
    public float* SecondBias;

    /// <summary>The weight of the 1x1 convolution beside them, [outputs, inputs]; null where the input itself is added.</summary>
    public float* SkipWeight;

    /// <summary>[outputs].</summary>
    public float* SkipBias;
}
