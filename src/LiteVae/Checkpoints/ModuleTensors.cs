using LiteVae.Codec.Models.Files;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Tensors of libtorch as a source of weights for prepared networks.</summary>
/// <param name="name">What they are, for messages.</param>
/// <param name="tensors">By name; owned by this.</param>
internal sealed class ModuleTensors(string name, Dictionary<string, Tensor> tensors) : ITensorSource, IDisposable
{
    /// <summary>The parameters and buffers of a live module, which must outlive this.</summary>
    public ModuleTensors(nn.Module module)
        : this(module.GetName(), StateDict.Of(module))
    {
    }

    public string Name => name;

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; } =
        tensors.ToDictionary(t => t.Key, t => new TensorInfo(ScalarTypes.Stored(t.Value.dtype) ?? TensorType.Float32, t.Value.shape));

    public void Read(string name, Span<float> destination)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        tensors[name].detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().CopyTo(destination);
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }
}
