using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Encode;

internal static class EncodeCommand
{
    public static Command Create(Session session)
    {
        var images = new Argument<string[]>("input") { Description = "Image files, or folders of them; with --shards, tars too.", Arity = ArgumentArity.OneOrMore };
        var model = SharedOptions.Model();
        var output = SharedOptions.Output("The safetensors file for the latents; with --shards, the folder for them.", "file");
        var shards = new Option<bool>("--shards") { Description = "Write a data set for diffusion training: numbered files with an index, with mirrored copies, and classes from folders. An interrupted run goes on where it was." };
        var shardSize = SharedOptions.AtLeastOne(new Option<int?>("--shard-size") { Description = "Images in a shard. [default: 1000]" });
        var resolution = SharedOptions.AtLeastOne(new Option<int?>("--resolution") { Description = "With --shards: resize and crop images to this side in pixels; otherwise each keeps its size." });
        var scaled = new Option<bool>("--scaled") { Description = "Write latents as diffusion models see them, divided by the model's statistics: what pipelines of diffusers expect. Otherwise they are raw, as the decoder takes them." };
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var codec = new CodecOptionsArguments();
        var distributed = SharedOptions.Distributed();
        var json = SharedOptions.Json();

        var command = new Command("encode", "Turn images into latents: mean and log variance.")
        {
            images, model, output, shards, shardSize, resolution, scaled, device, threads, distributed, json,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(shards) && (result.GetValue(shardSize) ?? result.GetValue(resolution)) is not null)
                result.AddError("--shard-size and --resolution go with --shards.");
            if (result.GetValue(shards) && result.GetValue(scaled))
                result.AddError("Shards hold raw latents, which diffusion training normalizes itself; --scaled is for a single file.");
        });
        codec.AddTo(command);
        command.SetAction(parsed => OnRanks.Run(session, parsed.GetValue(distributed), own => new EncodeVerb(own).Run(new EncodeRequest(
            parsed.GetValue(images)!, parsed.GetValue(model)!, parsed.GetValue(output)!,
            SharedOptions.Compute(parsed, device, threads), codec.Read(parsed), parsed.GetValue(json))
        {
            Scaled = parsed.GetValue(scaled),
            Shards = parsed.GetValue(shards) ? new ShardOptions(parsed.GetValue(shardSize), parsed.GetValue(resolution)) : null,
        })));
        return command;
    }
}
