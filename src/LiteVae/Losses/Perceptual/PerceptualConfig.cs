using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Configuration;
using static System.FormattableString;

namespace LiteVae.Losses.Perceptual;

/// <summary>The perceptual term, one of several (section 3, Table 14). It needs weights of third parties.</summary>
[ConfigVariant("lpips", typeof(LpipsConfig))]
[ConfigVariant("esrgan", typeof(EsrganConfig))]
public abstract record PerceptualConfig : IValidated
{
    /// <summary>The term's weight.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The smallest side of an image that the network takes, in pixels.</summary>
    internal abstract int MinSide { get; }

    /// <summary>The loss, with the weights on this machine.</summary>
    /// <exception cref="CheckpointException">Weights are not there, or do not fit; the message has the command that brings them.</exception>
    internal abstract PerceptualLoss Load();

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Weight <= 0)
            yield return new ConfigProblem("weight", Invariant($"expected above 0 (leave loss.perceptual out for none); found {Weight}"));
    }
}

/// <summary>LPIPS, the paper's choice.</summary>
public sealed record LpipsConfig : PerceptualConfig
{
    /// <summary>The network whose features are compared.</summary>
    public PerceptualNetwork Net { get; init; } = PerceptualNetwork.Vgg;

    internal override int MinSide => PerceptualBackbone.MinSideOf(Net);

    internal override PerceptualLoss Load() => Lpips.FromWeights(Net);
}

/// <summary>ESRGAN's distance of VGG19's features, which the paper recommends for rFID (Table 14).</summary>
public sealed record EsrganConfig : PerceptualConfig
{
    internal override int MinSide => PerceptualBackbone.VggSide;

    internal override PerceptualLoss Load() => EsrganPerceptual.FromWeights();
}
