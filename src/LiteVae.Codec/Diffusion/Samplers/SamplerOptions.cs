using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Diffusion.Samplers;

/// <summary>How samples are drawn, and in how many steps.</summary>
public sealed record SamplerOptions : IValidated
{
    /// <summary>The method.</summary>
    public SamplerKind Kind { get; init; } = SamplerKind.Ddim;

    /// <summary>The number of steps, at least 1.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>DDIM's share of fresh noise in each step: 0 none, 1 as much as the forward process has.</summary>
    public double Eta { get; init; }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Steps < 1)
            yield return new ConfigProblem("steps", $"expected at least 1; found {Steps}");
        if (!(Eta is >= 0 and <= 1))
            yield return new ConfigProblem("eta", FormattableString.Invariant($"expected 0 to 1; found {Eta}"));
        else if (Eta > 0 && Kind != SamplerKind.Ddim)
            yield return new ConfigProblem("eta", "belongs to the ddim sampler alone");
    }
}
