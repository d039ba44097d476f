using LiteVae.Codec.Models.Files;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Writes tensors of libtorch into safetensors files: the same tensors and metadata always give the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file as a whole: if anything fails, an older file is left as it was.</summary>
    /// <param name="path">The file; missing folders are created.</param>
    /// <param name="tensors">By name; any device, any strides; F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL. One at a time is copied where it is not contiguous in memory.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>.</param>
    /// <exception cref="CheckpointException">A tensor's type has no name in the format, a key is not valid, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensors);
        SafetensorsFile.Write(path, [.. tensors.Select(t => Stored(path, t.Key, t.Value))], metadata);
    }

    private static StoredTensor Stored(string path, string name, Tensor tensor)
    {
        if (tensor is null)
            throw new CheckpointException($"{path}: tensor '{name}' is null");
        if (ScalarTypes.Stored(tensor.dtype) is not { } type)
            throw new CheckpointException($"{path}: tensor '{name}' is {tensor.dtype}; the file can hold {TensorTypes.AllNames}");
        if (tensor.is_sparse)
            throw new CheckpointException($"{path}: tensor '{name}' is sparse; the file holds dense tensors only");
        return new StoredTensor(name, new TensorInfo(type, tensor.shape), stream => TensorMemory.WriteTo(stream, tensor));
    }
}
