namespace LiteVae.Codec.Inspection;

/// <summary>How large the output of a module gets.</summary>
/// <param name="Module">Its name in the model file: "decoder.up.0.block.2"; empty where nothing was computed.</param>
/// <param name="Magnitude">The largest absolute value; infinite where a value is not finite.</param>
public readonly record struct ActivationPeak(string Module, double Magnitude)
{
    /// <summary>The largest number of float16. bfloat16 reaches as far as float32.</summary>
    public const double MaxHalf = 65504;

    /// <summary>Whether float16 cannot hold it.</summary>
    public bool OverflowsHalf => Magnitude > MaxHalf;
}
