using LiteVae.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders;

/// <summary>How a layer's work grows with the image.</summary>
internal enum LayerKind
{
    /// <summary>With the area.</summary>
    Convolution,

    /// <summary>With the square of the area.</summary>
    Attention,
}

/// <summary>One use of a layer, as seen while an image passed through.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Kind">How its work grows.</param>
/// <param name="Work">MACs for the image watched.</param>
/// <param name="Stride">Image pixels per position of its input.</param>
/// <param name="Growth">By how many pixels it widens the field of view.</param>
internal sealed record LayerUse(string Name, LayerKind Kind, long Work, long Stride, long Growth)
{
    /// <summary>MACs for an image of <paramref name="positions"/> latent positions a side, when watched with <paramref name="probe"/>.</summary>
    public long Macs(long positions, long probe) => Kind == LayerKind.Attention
        ? Work / (probe * probe * probe * probe) * positions * positions * positions * positions
        : Work / (probe * probe) * (positions * positions);
}

/// <summary>Watches which layers an image passes, and with which shapes.</summary>
internal static class LayerProbe
{
    /// <param name="model">The model.</param>
    /// <param name="positions">Latent positions a side of the image.</param>
    public static IReadOnlyList<LayerUse> Watch(Autoencoder model, int positions)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var uses = new List<LayerUse>();
        var side = (long)positions * model.DownsamplingFactor;
        Action[] remove = [.. model.named_modules().Select(m => Hook(m.name, m.module, side, uses)).OfType<Action>()];
        var training = model.training;
        model.eval();
        try
        {
            model.call(zeros(1, 3, side, side, device: model.parameters().First().device));
        }
        finally
        {
            model.train(training);
            foreach (var removeHook in remove)
                removeHook();
        }
        return uses;
    }

    private static Action? Hook(string name, nn.Module module, long side, List<LayerUse> uses) => module switch
    {
        Conv2d conv => On(conv, (x, y) => uses.Add(Convolution(name, conv.weight, x, y, side))),
        SelfModulatedConv2d smc => On(smc, (x, y) => uses.Add(Convolution(name, smc.get_parameter("conv.weight"), x, y, side))),
        Linear linear => On(linear, (x, y) => uses.Add(new LayerUse(name, LayerKind.Convolution, y.numel() * x.size(-1), 1, 0))),
        SpatialAttention attention => On(attention, (x, _) => uses.Add(Attention(name, x))),
        _ => null,
    };

    private static Action On(Module<Tensor, Tensor> module, Action<Tensor, Tensor> seen)
    {
        var hook = module.register_forward_hook((_, x, y) =>
        {
            seen(x, y);
            return y;
        });
        return hook.remove;
    }

    private static LayerUse Convolution(string name, Tensor? weight, Tensor x, Tensor y, long side)
    {
        var shape = (weight ?? throw new InvalidOperationException($"{name} has no weight.")).shape; // [O, I/groups, k, k]
        var stride = side / x.size(2);
        return new LayerUse(name, LayerKind.Convolution, y.numel() * shape[1] * shape[2] * shape[3], stride, (shape[3] - 1) * stride);
    }

    // Queries by keys, then weights by values: N x N x C each.
    private static LayerUse Attention(string name, Tensor x)
    {
        var tokens = x.size(2) * x.size(3);
        return new LayerUse(name, LayerKind.Attention, 2 * tokens * tokens * x.size(1), 0, 0);
    }
}
