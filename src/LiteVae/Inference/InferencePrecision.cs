namespace LiteVae.Inference;

/// <summary>The arithmetic of inference.</summary>
public enum InferencePrecision
{
    /// <summary>float32 on a processor, where our kernels in float32 need fewer multiplications; bfloat16 on a GPU.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16; slow on processors without instructions for it.</summary>
    Bf16,
}
