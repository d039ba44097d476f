using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Endpoints;

/// <summary>The body of <c>POST /v1/sample</c>; every member may be left out.</summary>
internal sealed record SampleRequest
{
    private static readonly Dictionary<string, SamplerKind> s_samplers = new()
    {
        ["ddim"] = SamplerKind.Ddim,
        ["dpmpp-2m"] = SamplerKind.Dpmpp2M,
        ["euler"] = SamplerKind.Euler,
        ["heun"] = SamplerKind.Heun,
    };

    /// <summary>The same seed draws the same picture; the default is 0.</summary>
    public long Seed { get; init; }

    /// <summary>The sampler's steps.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>ddim, dpmpp-2m, euler or heun; the default is ddim, or heun for rectified flows.</summary>
    public string? Sampler { get; init; }

    /// <summary>DDIM's share of fresh noise in each step, 0 to 1.</summary>
    public double Eta { get; init; }

    /// <summary>The number of the picture's class.</summary>
    public int? Class { get; init; }

    /// <summary>The weight of classifier-free guidance; 1: none.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Steps from one preview of the picture to the next, in events of progress; 0: no previews. Each preview is decoded, which takes time.</summary>
    public int PreviewEvery { get; init; }

    /// <summary>The request as the library takes it.</summary>
    /// <exception cref="ProblemException">A value is out of range.</exception>
    public GenerationOptions ToOptions(DiffusionConfig config, int maxSteps)
    {
        if (Steps < 1 || Steps > maxSteps)
            throw Invalid($"steps expects 1 to {maxSteps}; got {Steps}.");
        if (PreviewEvery < 0)
            throw Invalid($"preview_every expects 0 or more; got {PreviewEvery}.");
        if (Eta is not (>= 0 and <= 1))
            throw Invalid("eta expects 0 to 1.");
        if (Class is { } label && (label < 0 || label >= config.Classes.Count))
            throw Invalid(config.Classes.Count == 0 ? "class: the model has no classes." : $"class expects 0 to {config.Classes.Count - 1}; got {label}.");
        if (Guidance is not (>= 0 and <= 100) || Guidance != 1 && config.Classes.Count == 0)
            throw Invalid("guidance expects 0 to 100, and 1 of a model without classes.");
        var kind = config.Prediction == Prediction.Velocity ? SamplerKind.Heun : SamplerKind.Ddim;
        if (Sampler is not null && !s_samplers.TryGetValue(Sampler, out kind))
            throw Invalid($"sampler expects one of {string.Join(", ", s_samplers.Keys)}; got \"{Sampler}\".");
        return new GenerationOptions { Sampler = new SamplerOptions { Kind = kind, Steps = Steps, Eta = Eta }, Class = Class, Guidance = Guidance };
    }

    private static ProblemException Invalid(string detail) => new(Problem.InvalidInput, detail);
}
