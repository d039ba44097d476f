using static TorchSharp.torch;

namespace LiteVae.Checkpoints.PyTorch;

/// <summary>The description of one tensor in a PyTorch file: type, shape, place.</summary>
public sealed record PyTorchTensorInfo
{
    internal PyTorchTensorInfo(PyTorchStorage storage, long offset, long[] shape, long[] strides) =>
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);

    /// <summary>Element type.</summary>
    public ScalarType Dtype => Storage.Dtype;

    /// <summary>Sizes; empty for a rank-0 tensor.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Steps between neighbours of each dimension, in elements of the storage.</summary>
    internal IReadOnlyList<long> Strides { get; }

    internal PyTorchStorage Storage { get; }

    /// <summary>Element of the storage where the tensor begins.</summary>
    internal long Offset { get; }
}

/// <summary>A run of elements in the file that tensors are views of.</summary>
/// <param name="Dtype">Element type.</param>
/// <param name="Key">The storage's name in the file.</param>
/// <param name="Start">First element, where the storage is itself a view of another; otherwise 0.</param>
/// <param name="Elements">Number of elements.</param>
internal sealed record PyTorchStorage(ScalarType Dtype, string Key, long Start, long Elements)
{
    /// <summary>Elements that the file holds under the key.</summary>
    public long WholeElements { get; init; } = Elements;
}
