using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Autoencoders;

/// <summary>The posterior over latents: a Gaussian with independent components. Owns its tensors.</summary>
public sealed class DiagonalGaussian : IDisposable
{
    /// <summary>The least log variance: below it, a sample is the mean.</summary>
    public const double MinimumLogVariance = -30;

    /// <summary>The largest log variance.</summary>
    public const double MaximumLogVariance = 20;

    /// <summary>Splits an encoder's moments.</summary>
    /// <param name="moments">[B,2Z,h,w]: mean, then log variance, which is clamped to [-30,20].</param>
    /// <exception cref="ArgumentException">Another rank, or an odd number of channels.</exception>
    public DiagonalGaussian(Tensor moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        TensorGuards.RequireRank(moments, 4, "A posterior", "moments [B,2Z,h,w]");
        if (moments.size(1) % 2 != 0)
            throw new ArgumentException($"Moments have an even number of channels; got {TensorGuards.Shape(moments)}.", nameof(moments));
        var channels = moments.size(1) / 2;
        Mean = moments.narrow(1, 0, channels);
        using var raw = moments.narrow(1, channels, channels);
        LogVariance = raw.Clamp(MinimumLogVariance, MaximumLogVariance);
    }

    /// <summary>The mean, and mode: [B,Z,h,w].</summary>
    public Tensor Mean { get; }

    /// <summary>The logarithm of the variance: [B,Z,h,w], in [-30,20].</summary>
    public Tensor LogVariance { get; }

    /// <summary>Draws a latent by the reparameterisation trick: mean + std * noise. [B,Z,h,w].</summary>
    /// <param name="generator">Source of the noise; null takes libtorch's global one.</param>
    public Tensor Sample(Generator? generator = null)
    {
        using var scope = NewDisposeScope();
        var noise = randn(Mean.shape, Mean.dtype, Mean.device, generator: generator);
        GC.KeepAlive(generator);
        return Sample(noise).MoveToOuterDisposeScope();
    }

    /// <summary>The latent for given noise: mean + std * noise. [B,Z,h,w].</summary>
    /// <param name="noise">Of N(0,I), [B,Z,h,w].</param>
    public Tensor Sample(Tensor noise)
    {
        using var scope = NewDisposeScope();
        return Mean.Plus(LogVariance.Times(0.5).exp() * noise).MoveToOuterDisposeScope();
    }

    /// <summary>The divergence from N(0,I), summed over each image's latent: [B], in nats.</summary>
    public Tensor KullbackLeibler()
    {
        using var scope = NewDisposeScope();
        var terms = Mean.Squared().Plus(LogVariance.exp()).Minus(1) - LogVariance;
        return terms.sum([1, 2, 3]).Times(0.5).MoveToOuterDisposeScope();
    }

    /// <summary>Lets its tensors outlive the scope they were made in, as a tensor's method of that name does.</summary>
    internal DiagonalGaussian MoveToOuterDisposeScope()
    {
        Mean.MoveToOuterDisposeScope();
        LogVariance.MoveToOuterDisposeScope();
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        LogVariance.Dispose();
    }
}
