using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Encode;

internal static class EncodeCommand
{
    public static Command Create(Session session)
    {
        var images = new Argument<string[]>("input") { Description = "Image files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var model = SharedOptions.Model();
        var output = SharedOptions.Output("The safetensors file for the latents.", "file");
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var codec = new CodecOptionsArguments();
        var json = SharedOptions.Json();

        var command = new Command("encode", "Turn images into latents: mean and log variance.") { images, model, output, device, threads, json };
        codec.AddTo(command);
        command.SetAction(parsed => new EncodeVerb(session).Run(new EncodeRequest(
            parsed.GetValue(images)!, parsed.GetValue(model)!, parsed.GetValue(output)!,
            SharedOptions.Compute(parsed, device, threads), codec.Read(parsed), parsed.GetValue(json))));
        return command;
    }
}
