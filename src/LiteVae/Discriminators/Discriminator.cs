using LiteVae.Codec.Configuration;
using LiteVae.Configuration;
using LiteVae.Distributed;
using LiteVae.Layers.Norms;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Discriminators;

/// <summary>Tells real images from reconstructions.</summary>
internal abstract class Discriminator(string name) : Module<Tensor, DiscriminatorOutput>(name)
{
    /// <summary>Builds a discriminator with fresh weights, drawn from torch's global generator.</summary>
    /// <exception cref="ConfigException">The config is not valid; every problem is named.</exception>
    public static Discriminator Create(DiscriminatorConfig config)
    {
        ConfigProblem[] problems = [.. ConfigBinder.Validate(config, "")];
        if (problems.Length > 0)
            throw new ConfigException("discriminator", problems);
        return config.Type switch
        {
            DiscriminatorType.Unet => new UnetDiscriminator(config.Channels, UnetDiscriminator.MultipliersFor(config.Resolution)),
            DiscriminatorType.Patchgan => new PatchDiscriminator(config.Channels, config.Layers),
            _ => new StyleDiscriminator(config.Channels, config.Resolution),
        };
    }

    /// <summary>From now on batch norm, where there is any, takes its statistics from the batches of all ranks together.</summary>
    /// <param name="ranks">Not owned.</param>
    public void ShareStatistics(ICommunicator ranks)
    {
        foreach (var norm in modules().OfType<BatchNormalization>())
            norm.ShareStatistics(ranks);
    }

    /// <param name="x">[B,3,H,W] in [-1,1]; in bfloat16, UNet's and StyleGAN's convolutions compute in it, PatchGAN's do not.</param>
    /// <returns>The logits of each head.</returns>
    /// <exception cref="ArgumentException">The shape is not one that this network takes.</exception>
    public abstract override DiscriminatorOutput forward(Tensor x);

    private protected static void RequireImages(Tensor x, string who, string expected, Func<long, bool> accepts)
    {
        if (x.dim() != 4 || x.size(1) != 3 || !accepts(x.size(2)) || !accepts(x.size(3)))
            throw new ArgumentException($"{who} expects {expected}; got [{string.Join(',', x.shape)}].", nameof(x));
    }
}
