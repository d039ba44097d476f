using static TorchSharp.torch;

namespace LiteVae.Runtime;

/// <summary>Where half precision ends.</summary>
internal static class Precision
{
    /// <summary>The tensor in float32, or float64 where it is.</summary>
    public static Tensor AtLeastSingle(Tensor x) => x.dtype == ScalarType.Float64 ? x : x.to_type(ScalarType.Float32);
}
