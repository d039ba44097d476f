using LiteVae.Layers;
using LiteVae.Layers.Norms;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>PatchGAN: a logit for each patch of the image (Isola et al. 2017), as in VQGAN and latent diffusion.</summary>
/// <remarks>4x4 convolutions; with three layers of stride 2, a patch is 70x70. Names as CompVis's (<c>main.0.weight</c>).</remarks>
internal sealed class PatchDiscriminator : Discriminator
{
    private readonly Sequential main;
    private readonly int _minimum;

    /// <param name="channels">Channels of the first layer; doubled by each further one, up to eight times.</param>
    /// <param name="layers">The number of layers of stride 2.</param>
    public PatchDiscriminator(int channels, int layers) : base(nameof(PatchDiscriminator))
    {
        _minimum = MinSide(layers);
        var modules = new List<Module<Tensor, Tensor>> { Conv2d(3, channels, 4, stride: 2, padding: 1), new LeakyRelu(0.2) };
        var width = channels;
        for (var i = 1; i <= layers; i++)
        {
            var next = channels * Math.Min(1 << i, 8);
            modules.Add(Conv2d(width, next, 4, stride: i < layers ? 2 : 1, padding: 1, bias: false)); // BatchNorm has one
            modules.Add(new BatchNormalization(next));
            modules.Add(new LeakyRelu(0.2));
            width = next;
        }
        modules.Add(Conv2d(width, 1, 4, stride: 1, padding: 1));
        main = Sequential(modules);
        foreach (var module in modules)
            Initialize(module);
        RegisterComponents();
    }

    /// <summary>The smallest side that leaves a patch, in pixels.</summary>
    public static int MinSide(int layers) => 3 << layers;

    public override DiscriminatorOutput forward(Tensor x)
    {
        RequireImages(x, "PatchGAN discriminator", $"[B,3,H,W] with H and W from {_minimum}", s => s >= _minimum);
        using var scope = NewDisposeScope();
        var patches = main.call(x.to_type(parameters().First().dtype)); // [B, 1, about H/8, W/8]
        return new DiscriminatorOutput(patches.MoveToOuterDisposeScope(), null);
    }

    private static void Initialize(Module<Tensor, Tensor> module)
    {
        if (module is Conv2d conv)
        {
            init.normal_(conv.weight, 0, 0.02);
        }
        else if (module is BatchNormalization norm)
        {
            init.normal_(norm.weight, 1, 0.02);
            init.zeros_(norm.bias);
        }
    }
}
