using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks.Linear;

/// <summary>The parameters of a model by their names, written to without a graph.</summary>
internal sealed class ModelWeights(nn.Module model)
{
    private readonly Dictionary<string, Tensor> _byName = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);

    public IEnumerable<string> Names => _byName.Keys;

    public Tensor this[string name] => _byName[name];

    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>Output channels of a convolution.</summary>
    public int Outputs(string layer) => (int)this[$"{layer}.weight"].size(0);

    /// <summary>Sets the first outputs of a convolution to a map of its first inputs; they read nothing else.</summary>
    /// <param name="layer">The convolution's name.</param>
    /// <param name="kernel">[R,C,k,k], R and C at most those of the layer; a kernel of side 1 becomes the middle of a larger one.</param>
    /// <param name="bias">[R].</param>
    public void Set(string layer, Tensor kernel, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var (rank, inputs) = (kernel.size(0), kernel.size(1));
        var weight = this[$"{layer}.weight"];
        var rows = weight.narrow(0, 0, rank);
        rows.zero_();
        var target = rows.narrow(1, 0, inputs);
        if (kernel.size(2) < weight.size(2))
            target = target.narrow(2, weight.size(2) / 2, 1).narrow(3, weight.size(3) / 2, 1);
        target.copy_(kernel);
        this[$"{layer}.bias"].narrow(0, 0, rank).copy_(bias);
    }

    /// <summary>Has a convolution pass its first channels on, times a number.</summary>
    public void PassThrough(string layer, int channels, double factor = 1)
    {
        using var scope = NewDisposeScope();
        Set(layer, eye(channels).Times(factor).view(channels, channels, 1, 1), zeros(channels));
    }
}
