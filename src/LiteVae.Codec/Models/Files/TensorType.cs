namespace LiteVae.Codec.Models.Files;

/// <summary>The type of a stored tensor's elements.</summary>
public enum TensorType
{
    /// <summary>64-bit floating point.</summary>
    Float64,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>16-bit floating point of IEEE 754.</summary>
    Float16,

    /// <summary>bfloat16: the upper half of a float32.</summary>
    BFloat16,

    /// <summary>64-bit integer.</summary>
    Int64,

    /// <summary>32-bit integer.</summary>
    Int32,

    /// <summary>16-bit integer.</summary>
    Int16,

    /// <summary>8-bit integer.</summary>
    Int8,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8,

    /// <summary>A byte that is 0 or 1.</summary>
    Bool,
}
