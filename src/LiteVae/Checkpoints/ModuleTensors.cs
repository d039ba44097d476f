using LiteVae.Codec.Models.Files;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>The parameters and buffers of a live module as a source of tensors for prepared networks.</summary>
/// <param name="module">Must outlive this.</param>
internal sealed class ModuleTensors(nn.Module module) : ITensorSource, IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors = StateDict.Of(module);

    public string Name => module.GetName();

    public IReadOnlyDictionary<string, TensorInfo> Tensors =>
        _tensors.ToDictionary(t => t.Key, t => new TensorInfo(ScalarTypes.Stored(t.Value.dtype) ?? TensorType.Float32, t.Value.shape));

    public void Read(string name, Span<float> destination)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        _tensors[name].detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().CopyTo(destination);
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }
}
