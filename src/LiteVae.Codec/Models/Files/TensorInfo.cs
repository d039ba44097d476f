namespace LiteVae.Codec.Models.Files;

/// <summary>The type and shape of a stored tensor.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes; empty for a rank-0 tensor.</param>
public record TensorInfo(TensorType Type, long[] Shape)
{
    /// <summary>The number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
