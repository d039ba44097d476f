using LiteVae.Codec.Models.Files;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Reads tensors of libtorch out of safetensors files.</summary>
public static class SafetensorsTensors
{
    /// <summary>Copies a tensor out of a file.</summary>
    /// <param name="file">The file; the tensor stays valid when it is disposed.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="asType">Converts to this type; null keeps the file's.</param>
    /// <returns>A new contiguous tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or was shortened since it was opened.</exception>
    public static unsafe Tensor Read(this SafetensorsFile file, string name, ScalarType? asType = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var entry = file.Find(name);
        var data = file.Data(entry);
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var type = ScalarTypes.Of(entry.Type);
        var tensor = empty(entry.Shape, type, CPU);
        TensorMemory.Fill(tensor, data);
        GC.KeepAlive(file);
        if (type == ScalarType.Bool && !TensorMemory.HoldsBooleans(tensor))
            throw new CheckpointException($"{file.Path}: tensor '{name}' is BOOL, but holds bytes other than 0 and 1");
        return tensor.to_type(asType ?? type).MoveToOuterDisposeScope();
    }
}
