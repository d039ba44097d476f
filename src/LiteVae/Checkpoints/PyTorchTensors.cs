using LiteVae.Codec.Models.Files.PyTorch;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Reads tensors of libtorch out of PyTorch files.</summary>
public static class PyTorchTensors
{
    /// <summary>Copies a tensor out of a file.</summary>
    /// <param name="file">The file; the tensor stays valid when it is disposed.</param>
    /// <param name="name">The tensor's name.</param>
    /// <returns>A new contiguous tensor on the CPU, owned by the caller; a parameter comes without its gradient flag.</returns>
    /// <exception cref="Codec.Models.Files.CheckpointException">The file has no such tensor, or its data cannot be read.</exception>
    public static Tensor Read(this PyTorchFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        var bytes = file.ReadBytes(name);
        TorchRuntime.EnsureLoaded();
        var info = file.Entries[name];
        var tensor = empty(info.Shape, ScalarTypes.Of(info.Type), CPU);
        if (bytes.Length > 0)
            bytes.CopyTo(tensor.bytes);
        return tensor;
    }
}
