using LiteVae.Layers;
using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>A residual block that knows the time, with latent diffusion's names; it may halve or double the size.</summary>
internal sealed class DenoiserResBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly NumberedModules in_layers;
    private readonly NumberedModules emb_layers;
    private readonly NumberedModules out_layers;
    private readonly Conv2d? skip_connection;

    private readonly bool _scaleShift;
    private readonly Resampling _resampling;
    private readonly double _dropout;

    public DenoiserResBlock(long inChannels, long outChannels, long embedding, bool scaleShift, double dropout, Resampling resampling = Resampling.None)
        : base(nameof(DenoiserResBlock))
    {
        in_layers = new NumberedModules((0, DenoiserNorm.CreateWithSilu(inChannels)), (2, new Conv3x3(inChannels, outChannels)));
        emb_layers = new NumberedModules((1, Linear(embedding, scaleShift ? 2 * outChannels : outChannels)));
        out_layers = new NumberedModules(
            (0, scaleShift ? DenoiserNorm.Create(outChannels) : DenoiserNorm.CreateWithSilu(outChannels)), (3, ZeroStart.Of(new Conv3x3(outChannels, outChannels))));
        skip_connection = inChannels == outChannels ? null : Conv2d(inChannels, outChannels, 1);
        (_scaleShift, _resampling, _dropout) = (scaleShift, resampling, dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor embedding) // [B, C, H, W], [B, E] after SiLU
    {
        using var scope = NewDisposeScope();
        var h = in_layers.Get<Conv3x3>(2).call(Resample(in_layers.Get<GroupNormSilu>(0).call(x)));
        var time = emb_layers.Get<Linear>(1).call(embedding).unsqueeze(2).unsqueeze(3); // [B, O or 2O, 1, 1]
        if (_scaleShift)
        {
            var scaleAndShift = time.chunk(2, 1);
            h = functional.silu((out_layers.Get<GroupNorm>(0).call(h) * scaleAndShift[0].Plus(1)).Plus(scaleAndShift[1]));
        }
        else
        {
            h = out_layers.Get<GroupNormSilu>(0).call(h.Plus(time));
        }
        if (_dropout > 0)
            h = functional.dropout(h, _dropout, training);
        h = out_layers.Get<Conv3x3>(3).call(h);
        var skip = Resample(x);
        return (skip_connection is null ? skip : skip_connection.call(skip)).Plus(h).MoveToOuterDisposeScope();
    }

    private Tensor Resample(Tensor x) => _resampling switch
    {
        Resampling.Down => functional.avg_pool2d(x, 2),
        Resampling.Up => functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest),
        _ => x,
    };
}

/// <summary>How a block changes height and width.</summary>
internal enum Resampling
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Both are halved, by means of four.</summary>
    Down,

    /// <summary>Both are doubled, by repetition.</summary>
    Up,
}
