using LiteVae.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders;

/// <summary>Watches which layers an image passes, and with which shapes.</summary>
internal sealed class LayerProbe
{
    private readonly List<LayerUse> _layers = [];
    private readonly Dictionary<string, long[]> _outputs = [];
    private readonly long _side;

    private LayerProbe(long side) => _side = side;

    /// <summary>The uses of layers that multiply, in the order of the computation.</summary>
    public IReadOnlyList<LayerUse> Layers => _layers;

    /// <summary>The shape of each module's output, by its name, in the order of completion.</summary>
    public IReadOnlyDictionary<string, long[]> Outputs => _outputs;

    /// <param name="model">The model.</param>
    /// <param name="positions">Latent positions a side of the image, at least 2.</param>
    public static LayerProbe Watch(Autoencoder model, int positions)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var side = (long)positions * model.DownsamplingFactor;
        var probe = new LayerProbe(side);
        var training = model.training;
        model.eval();
        using var watch = new ModuleWatch(model, probe.See);
        try
        {
            model.call(zeros(1, 3, side, side, device: model.parameters().First().device));
        }
        finally
        {
            model.train(training);
        }
        return probe;
    }

    private void See(string name, Module<Tensor, Tensor> module, Tensor x, Tensor y)
    {
        _outputs[name] = y.shape;
        if (Use(name, module, x, y) is { } use)
            _layers.Add(use);
    }

    private LayerUse? Use(string name, Module<Tensor, Tensor> module, Tensor x, Tensor y) => module switch
    {
        Conv2d conv => Convolution(name, conv.weight, x, y),
        Conv3x3 conv => Convolution(name, conv.Weight, x, y),
        SelfModulatedConv2d smc => Convolution(name, smc.get_parameter("conv.weight"), x, y),
        TorchSharp.Modules.Linear => new LayerUse(name, LayerKind.Convolution, y.numel() * x.size(-1), 1, 0),
        SpatialAttention => Attention(name, x.size(2) * x.size(3), x.size(1)),
        TokenAttention => Attention(name, x.size(1), x.size(2)),
        _ => null,
    };

    private LayerUse Convolution(string name, Tensor? weight, Tensor x, Tensor y)
    {
        var shape = (weight ?? throw new InvalidOperationException($"{name} has no weight.")).shape; // [O, I/groups, k, k]
        if (x.size(2) == 1) // the image watched has more than one position, wherever it is not pooled
            return new LayerUse(name, LayerKind.Pooled, y.numel() * shape[1], 1, 0);
        var stride = _side / x.size(2);
        return new LayerUse(name, LayerKind.Convolution, y.numel() * shape[1] * shape[2] * shape[3], stride, (shape[3] - 1) * stride);
    }

    // Queries by keys, then weights by values: N x N x C each.
    private static LayerUse Attention(string name, long tokens, long channels) =>
        new(name, LayerKind.Attention, 2 * tokens * tokens * channels, 0, 0);
}
