using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Inspect;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Models;
using LiteVae.Distributed;
using LiteVae.Runtime;

namespace LiteVae.Cli.Verbs.Bench;

internal static class BenchCommand
{
    private const string Diffusion = "diffusion";
    private const string Allreduce = "allreduce";

    public static Command Create(Session session)
    {
        var part = new Argument<string>("part") { Description = "encoder, decoder, train, diffusion (a step of sampling), data, micro (single operations) or allreduce (sums over ranks, under a launcher)." };
        part.AcceptOnlyFromAmong("encoder", "decoder", "train", Diffusion, "data", "micro", Allreduce);
        var presets = new Option<string[]>("--preset")
        {
            HelpName = "preset",
            Description = $"Models to measure; litevae-s, litevae-b and sd-vae, of diffusion {string.Join(" and ", BenchDiffusion.Presets)} where not given. Repeatable.",
            AllowMultipleArgumentsPerToken = true,
        };
        presets.CompletionSources.Add([.. Presets.Names, .. DenoiserPresets.Names]);
        var batches = new Option<int[]>("--batch") { Description = "Images a call; 4, of diffusion 1 and 8 where not given. Repeatable.", AllowMultipleArgumentsPerToken = true };
        batches.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => int.TryParse(t.Value, out var batch) && batch < 1))
                result.AddError("--batch expects at least 1.");
        });
        var precisions = new Option<string[]>("--precision")
        {
            Description = "fp32, bf16; by default fp32, and bf16 on accelerators and where the processor has it. Repeatable.",
            AllowMultipleArgumentsPerToken = true,
        };
        precisions.AcceptOnlyFromAmong("fp32", "bf16");
        var resolution = SharedOptions.AtLeastOne(new Option<int?>("--resolution") { Description = "Side of the images, in pixels; of diffusion, eight times that of the latents.", DefaultValueFactory = _ => 256 });
        var repetitions = SharedOptions.AtLeastOne(new Option<int?>("--repetitions") { Description = "Processes for each case, in turns.", DefaultValueFactory = _ => 3 });
        var seconds = new Option<double>("--seconds") { Description = "How long each process measures.", DefaultValueFactory = _ => 5 };
        var data = new Option<string?>("--data") { Description = "Images for \"data\": a folder of them or of tars, or 'train-{000000..000009}.tar'; procedural ones where not given.", HelpName = "folder" };
        var images = SharedOptions.AtLeastOne(new Option<int?>("--images") { Description = "For \"data\": make this many procedural images of the resolution, and compare files in a folder with the same ones in tars." });
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var plot = new Option<string?>("--plot") { Description = "Draw images per second and memory as a chart.", HelpName = "file.svg" };

        var command = new Command("bench", "Measure speed and memory: this project's engine beside plain modules, as ratios within one run.")
        {
            part, presets, batches, precisions, resolution, repetitions, seconds, data, images, device, threads, json, plot,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(device) is not (null or "cpu") && result.GetResult(part)?.Tokens is [{ Value: "data" }])
                result.AddError("--device does not concern \"data\": images are loaded by the processor.");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(images) is not null && (result.GetValue(data) is not null || result.GetResult(part)?.Tokens is not [{ Value: "data" }]))
                result.AddError("--images makes images for \"data\", in the place of --data.");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(plot) is not { } file)
                return;
            if (!file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--plot draws SVG and expects a name that ends in .svg; got \"{file}\".");
            if (result.GetResult(part)?.Tokens is [{ Value: "micro" }])
                result.AddError("--plot shows images per second; the single operations of \"micro\" have none.");
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(part)?.Tokens is not [{ Value: Diffusion }])
                return;
            if (result.GetValue(device) is not (null or "cpu") || (result.GetValue(precisions) ?? []).Contains("bf16"))
                result.AddError("--device and bf16 do not concern \"diffusion\": prepared denoisers compute in float32 on the processor.");
            if (result.GetValue(resolution) is { } side && side % InspectDenoiser.DownsamplingFactor != 0)
                result.AddError($"--resolution expects a multiple of {InspectDenoiser.DownsamplingFactor} for \"diffusion\"; got {side}.");
        });
        command.SetAction(parsed => parsed.GetValue(part) == Allreduce
            ? OnRanks.Run(session, DistributedMode.Auto, own => new BenchAllreduce(own).Run(parsed.GetValue(seconds), parsed.GetValue(json)))
            : new BenchVerb(session).Run(new BenchRequest
            {
                Part = parsed.GetValue(part)!,
                Presets = parsed.GetValue(presets) is { Length: > 0 } named ? named : parsed.GetValue(part) == Diffusion ? BenchDiffusion.Presets : ["litevae-s", "litevae-b", "sd-vae"],
                Batches = parsed.GetValue(batches) is { Length: > 0 } sizes ? sizes : parsed.GetValue(part) == Diffusion ? BenchDiffusion.Batches : [4],
                Precisions = parsed.GetValue(precisions) is { Length: > 0 } given ? given : parsed.GetValue(part) == Diffusion ? ["fp32"] : parsed.GetValue(device) != "cpu" || Hardware.HasBfloat16 ? ["fp32", "bf16"] : ["fp32"],
                Device = parsed.GetValue(device)!,
                Resolution = parsed.GetValue(resolution)!.Value,
                Repetitions = parsed.GetValue(repetitions)!.Value,
                Seconds = parsed.GetValue(seconds),
                Threads = parsed.GetValue(threads),
                Data = parsed.GetValue(data),
                Images = parsed.GetValue(images),
                Json = parsed.GetValue(json),
                Plot = parsed.GetValue(plot),
            }));
        return command;
    }

    /// <summary>The verb of a case's own process.</summary>
    public static Command CreateWorker(Session session)
    {
        var work = new Argument<string>("case");
        var command = new Command(BenchProcess.Verb, "Measure one case of \"bench\".") { work };
        command.Hidden = true;
        command.SetAction(parsed => new BenchWorker(session).Run(parsed.GetValue(work)!));
        return command;
    }
}
