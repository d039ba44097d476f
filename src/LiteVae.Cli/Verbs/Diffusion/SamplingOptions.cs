using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Diffusion.Samplers;

namespace LiteVae.Cli.Verbs.Diffusion;

/// <summary>The options of every verb that draws samples: which model, and how.</summary>
internal sealed class SamplingOptions
{
    private static readonly Dictionary<string, SamplerKind> s_samplers = new()
    {
        ["ddim"] = SamplerKind.Ddim,
        ["dpmpp-2m"] = SamplerKind.Dpmpp2M,
        ["euler"] = SamplerKind.Euler,
        ["heun"] = SamplerKind.Heun,
    };

    private readonly Option<string> _model = new("--model") { Description = "A run folder of diffusion train, or the model file in it.", HelpName = "model", Required = true };
    private readonly Option<long> _seed = new("--seed") { Description = "Sample i is a function of the seed and of i." };
    private readonly Option<string?> _sampler = new("--sampler") { Description = "ddim, dpmpp-2m, euler or heun; where not given ddim, or heun for rectified flows.", HelpName = "sampler" };
    private readonly Option<int?> _steps = SharedOptions.AtLeastOne(new Option<int?>("--steps") { Description = "The sampler's steps; 50 where not given." });
    private readonly Option<double> _eta = new("--eta") { Description = "DDIM's share of fresh noise in each step, 0 to 1." };
    private readonly Option<string?> _label = new("--class") { Description = "The class of all samples, by name or number; where not given, the classes take turns.", HelpName = "class" };
    private readonly Option<double> _guidance = new("--guidance") { Description = "Weight of classifier-free guidance; 1: none.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _firstStage = new("--first-stage") { Description = "The autoencoder that decodes; the run's own where not given.", HelpName = "model" };
    private readonly Option<bool> _anyFirstStage = new("--any-first-stage") { Description = "Decode even by a first stage that the model was not trained with." };
    private readonly Option<int?> _batch = SharedOptions.AtLeastOne(new Option<int?>("--batch") { Description = "Samples that are drawn together; 16 where not given. It changes nothing but time and memory." });
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<int?> _threads = SharedOptions.Threads();

    public SamplingOptions() => _sampler.AcceptOnlyFromAmong([.. s_samplers.Keys]);

    /// <summary>The model, which comes first on help pages.</summary>
    public Option Model => _model;

    /// <summary>The others.</summary>
    public IReadOnlyList<Option> Rest => [_seed, _sampler, _steps, _eta, _label, _guidance, _firstStage, _anyFirstStage, _batch, _device, _threads];

    /// <summary>The word for a sampler.</summary>
    public static string NameOf(SamplerKind kind) => s_samplers.First(s => s.Value == kind).Key;

    public SamplingRequest Read(ParseResult parsed) => new()
    {
        Model = parsed.GetValue(_model)!,
        Seed = parsed.GetValue(_seed),
        Sampler = parsed.GetValue(_sampler) is { } name ? s_samplers[name] : null,
        Steps = parsed.GetValue(_steps) ?? 50,
        Eta = parsed.GetValue(_eta),
        Class = parsed.GetValue(_label),
        Guidance = parsed.GetValue(_guidance),
        FirstStage = parsed.GetValue(_firstStage),
        AnyFirstStage = parsed.GetValue(_anyFirstStage),
        Batch = parsed.GetValue(_batch) ?? 16,
        Compute = SharedOptions.Compute(parsed, _device, _threads),
    };
}
