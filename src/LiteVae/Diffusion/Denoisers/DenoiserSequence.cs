using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Modules one after the other, numbered; residual blocks among them are told the time.</summary>
internal sealed class DenoiserSequence : Module<Tensor, Tensor, Tensor>
{
    private readonly Module[] _modules;

    public DenoiserSequence(params Module[] modules)
        : base(nameof(DenoiserSequence))
    {
        _modules = modules;
        for (var i = 0; i < modules.Length; i++)
            register_module(i.ToString(System.Globalization.CultureInfo.InvariantCulture), modules[i]);
    }

    public override Tensor forward(Tensor x, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var h = x;
        foreach (var module in _modules)
        {
            h = module switch
            {
                DenoiserResBlock block => block.call(h, embedding),
                Module<Tensor, Tensor> other => other.call(h),
                _ => throw new InvalidOperationException($"{module.GetName()} does not belong into a denoiser."),
            };
        }
        return h.MoveToOuterDisposeScope();
    }
}

/// <summary>A 3x3 convolution of stride two, padded by one on all sides (<c>op</c> in latent diffusion).</summary>
internal sealed class DenoiserDownsample : Module<Tensor, Tensor>
{
    private readonly Conv2d op;

    public DenoiserDownsample(long channels)
        : base(nameof(DenoiserDownsample))
    {
        op = Conv2d(channels, channels, 3, stride: 2, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => op.call(x); // [B, C, H/2, W/2]
}
