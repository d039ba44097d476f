using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Diffusion.Samplers;

namespace LiteVae.Cli.Verbs.Diffusion;

internal static class DiffusionSampleCommand
{
    private static readonly Dictionary<string, SamplerKind> _samplers = new()
    {
        ["ddim"] = SamplerKind.Ddim,
        ["dpmpp-2m"] = SamplerKind.Dpmpp2M,
        ["euler"] = SamplerKind.Euler,
        ["heun"] = SamplerKind.Heun,
    };

    public static Command Create(Session session)
    {
        var model = new Option<string>("--model") { Description = "A run folder of diffusion train, or the model file in it.", HelpName = "model", Required = true };
        var output = SharedOptions.Output("Where the pictures go: 00000.png, 00001.png, ... and grid.png.", "folder");
        var count = SharedOptions.AtLeastOne(new Option<int?>("--count") { Description = "The number of samples; 16 where not given." });
        var seed = new Option<long>("--seed") { Description = "Sample i is a function of the seed and of i." };
        var sampler = new Option<string?>("--sampler") { Description = "ddim, dpmpp-2m, euler or heun; where not given ddim, or heun for rectified flows.", HelpName = "sampler" };
        sampler.AcceptOnlyFromAmong([.. _samplers.Keys]);
        var steps = SharedOptions.AtLeastOne(new Option<int?>("--steps") { Description = "The sampler's steps; 50 where not given." });
        var eta = new Option<double>("--eta") { Description = "DDIM's share of fresh noise in each step, 0 to 1." };
        var label = new Option<string?>("--class") { Description = "The class of all samples, by name or number; where not given, the classes take turns.", HelpName = "class" };
        var guidance = new Option<double>("--guidance") { Description = "Weight of classifier-free guidance; 1: none.", DefaultValueFactory = _ => 1 };
        var firstStage = new Option<string?>("--first-stage") { Description = "The autoencoder that decodes; the run's own where not given.", HelpName = "model" };
        var anyFirstStage = new Option<bool>("--any-first-stage") { Description = "Decode even by a first stage that the model was not trained with." };
        var batch = SharedOptions.AtLeastOne(new Option<int?>("--batch") { Description = "Samples that are drawn together; 16 where not given. It changes nothing but time and memory." });
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();

        var command = new Command("sample", "Draw samples from a diffusion model.")
        {
            model, output, count, seed, sampler, steps, eta, label, guidance, firstStage, anyFirstStage, batch, device, threads, json,
        };
        command.SetAction(parsed => new DiffusionSampleVerb(session).Run(new DiffusionSampleRequest
        {
            Model = parsed.GetValue(model)!,
            Output = parsed.GetValue(output)!,
            Count = parsed.GetValue(count) ?? 16,
            Seed = parsed.GetValue(seed),
            Sampler = parsed.GetValue(sampler) is { } name ? _samplers[name] : null,
            Steps = parsed.GetValue(steps) ?? 50,
            Eta = parsed.GetValue(eta),
            Class = parsed.GetValue(label),
            Guidance = parsed.GetValue(guidance),
            FirstStage = parsed.GetValue(firstStage),
            AnyFirstStage = parsed.GetValue(anyFirstStage),
            Batch = parsed.GetValue(batch) ?? 16,
            Compute = SharedOptions.Compute(parsed, device, threads),
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
