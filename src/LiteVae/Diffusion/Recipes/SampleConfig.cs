using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;
using static System.FormattableString;

namespace LiteVae.Diffusion.Recipes;

/// <summary>The samples that show how a training goes.</summary>
public sealed record SampleConfig : IValidated
{
    /// <summary>Their number.</summary>
    public int Count { get; init; } = 16;

    /// <summary>The method.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;

    /// <summary>The number of steps.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>DDIM's share of fresh noise in each step, 0 to 1.</summary>
    public double Eta { get; init; }

    /// <summary>The weight of classifier-free guidance; 1: none.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Their seed.</summary>
    public long Seed { get; init; }

    /// <summary>The samples that the finished model is measured with; 0: it is not measured.</summary>
    public int Evaluated { get; init; } = 256;

    /// <summary>The sampler's options.</summary>
    internal SamplerOptions SamplerOptions => new() { Kind = Sampler, Steps = Steps, Eta = Eta };

    /// <summary>What is drawn from a model; one without classes cannot be guided.</summary>
    internal GenerationOptions OptionsFor(DiffusionConfig model) => new() { Sampler = SamplerOptions, Guidance = model.Classes.Count > 0 ? Guidance : 1 };

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Count is < 1 or > 256)
            yield return new ConfigProblem("count", $"expected 1 to 256; found {Count}");
        if (!double.IsFinite(Guidance))
            yield return new ConfigProblem("guidance", Invariant($"expected a finite number; found {Guidance}"));
        if (Evaluated is < 0 or 1 or > 1_000_000)
            yield return new ConfigProblem("evaluated", $"expected 0, or 2 to 1000000; found {Evaluated}");
        foreach (var problem in ((IValidated)SamplerOptions).Validate())
            yield return problem.Path == "kind" ? problem with { Path = "sampler" } : problem;
    }
}
