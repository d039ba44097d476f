using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>A network that tells of noisy latents what their noise is, or whatever it was trained to predict.</summary>
/// <param name="config">The config that it was made from.</param>
/// <param name="name">The module's name.</param>
public abstract class Denoiser(DenoiserConfig config, string name) : Module<Tensor, Tensor, Tensor?, Tensor>(name)
{
    /// <summary>The config that it was made from.</summary>
    public DenoiserConfig Config => config;

    /// <summary>Makes a denoiser with fresh weights. What it predicts at first is zero.</summary>
    /// <exception cref="ConfigException">The config is invalid; every problem is named.</exception>
    public static Denoiser Create(DenoiserConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ThrowIfInvalid();
        return config switch
        {
            UNetDenoiserConfig unet => new UNetDenoiser(unet),
            DitConfig dit => new DiffusionTransformer(dit),
            _ => throw new ArgumentException($"There is no denoiser for {config.GetType().Name}.", nameof(config)),
        };
    }

    /// <summary>The prediction.</summary>
    /// <param name="latents">Noisy latents [B,Z,h,w].</param>
    /// <param name="times">The step of each, [B], any floating-point type, from 0 (data) to about 1000 (noise).</param>
    /// <param name="labels">The class of each, [B] (int64); null for a network without classes.</param>
    /// <returns>[B,Z,h,w].</returns>
    public abstract override Tensor forward(Tensor latents, Tensor times, Tensor? labels);

    private protected void RequireLabels(Tensor? labels)
    {
        if (labels is null != (config.Labels == 0))
            throw new ArgumentException(labels is null ? $"This denoiser has {config.Labels} classes: labels are missing." : "This denoiser has no classes; labels were given.", nameof(labels));
    }
}
