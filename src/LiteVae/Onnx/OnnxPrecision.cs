namespace LiteVae.Onnx;

/// <summary>The type of a graph's weights and arithmetic. Inputs and outputs are float32 in either case.</summary>
public enum OnnxPrecision
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>16-bit floating point of IEEE 754, which ends at 65504: half the size.</summary>
    Float16,
}
