namespace LiteVae.Inference;

/// <summary>The arithmetic of inference.</summary>
public enum InferencePrecision
{
    /// <summary>bfloat16 where the processor multiplies it natively (AVX-512 BF16, AMX), or on a GPU; otherwise float32.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16; slow on processors without instructions for it.</summary>
    Bf16,
}
