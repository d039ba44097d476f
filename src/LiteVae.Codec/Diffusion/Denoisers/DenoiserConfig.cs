using System.Text.Json.Serialization;
using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Diffusion.Denoisers;

/// <summary>A network that denoises latents, one of several types.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(UNetDenoiserConfig), "unet")]
[JsonDerivedType(typeof(DitConfig), "dit")]
public abstract record DenoiserConfig : IValidated
{
    /// <summary>Channels of the latents, in and out.</summary>
    public int Channels { get; init; } = 4;

    /// <summary>The number of class embeddings; 0 without classes. Training with dropped classes needs one more than there are classes.</summary>
    public int Labels { get; init; }

    /// <summary>What height and width of a latent must be multiples of.</summary>
    internal abstract int Multiple { get; }

    /// <summary>Checks the config.</summary>
    /// <exception cref="ConfigException">It is invalid; every problem is named.</exception>
    public void ThrowIfInvalid()
    {
        ConfigProblem[] problems = [.. ((IValidated)this).Validate()];
        if (problems.Length > 0)
            throw new ConfigException("denoiser", problems);
    }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Channels is < 1 or > 4096)
            yield return new ConfigProblem("channels", $"expected 1 to 4096; found {Channels}");
        if (Labels is < 0 or > 10_000_000)
            yield return new ConfigProblem("labels", $"expected 0 to 10000000; found {Labels}");
        foreach (var problem in ValidateNetwork())
            yield return problem;
    }

    /// <summary>The problems of what the kinds of networks do not share.</summary>
    private protected abstract IEnumerable<ConfigProblem> ValidateNetwork();
}
