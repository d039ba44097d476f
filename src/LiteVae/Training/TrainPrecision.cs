namespace LiteVae.Training;

/// <summary>The arithmetic of training.</summary>
public enum TrainPrecision
{
    /// <summary>float32 throughout.</summary>
    Fp32,

    /// <summary>bfloat16 networks over float32 weights: losses, posterior and optimizer stay in float32.</summary>
    Bf16,
}
