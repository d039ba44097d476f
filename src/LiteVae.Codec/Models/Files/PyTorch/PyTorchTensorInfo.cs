namespace LiteVae.Codec.Models.Files.PyTorch;

/// <summary>The description of one tensor in a PyTorch file: type, shape, place.</summary>
internal sealed record PyTorchTensorInfo : TensorInfo
{
    internal PyTorchTensorInfo(PyTorchStorage storage, long offset, long[] shape, long[] strides)
        : base(storage.Type, shape) => (Storage, Offset, Strides) = (storage, offset, strides);

    /// <summary>Steps between neighbours of each dimension, in elements of the storage.</summary>
    internal IReadOnlyList<long> Strides { get; }

    internal PyTorchStorage Storage { get; }

    /// <summary>Element of the storage where the tensor begins.</summary>
    internal long Offset { get; }

    /// <summary>Elements of the storage from the tensor's first to its last.</summary>
    internal long Span => 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();
}

/// <summary>A run of elements in the file that tensors are views of.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Key">The storage's name in the file.</param>
/// <param name="Start">First element, where the storage is itself a view of another; otherwise 0.</param>
/// <param name="Elements">Number of elements.</param>
internal sealed record PyTorchStorage(TensorType Type, string Key, long Start, long Elements)
{
    /// <summary>Elements that the file holds under the key.</summary>
    public long WholeElements { get; init; } = Elements;
}
