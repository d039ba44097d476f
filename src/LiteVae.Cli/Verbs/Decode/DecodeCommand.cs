using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Decode;

internal static class DecodeCommand
{
    public static Command Create(Session session)
    {
        var latents = new Argument<string>("latents") { Description = "A safetensors file, as \"encode\" writes it." };
        var model = SharedOptions.Model();
        var output = SharedOptions.Output("Where NAME.png goes.", "folder");
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var codec = new CodecOptionsArguments();
        var json = SharedOptions.Json();

        var command = new Command("decode", "Turn latents back into images, from their means.") { latents, model, output, device, threads, json };
        codec.AddTo(command);
        command.SetAction(parsed => new DecodeVerb(session).Run(new DecodeRequest(
            parsed.GetValue(latents)!, parsed.GetValue(model)!, parsed.GetValue(output)!,
            SharedOptions.Compute(parsed, device, threads), codec.Read(parsed), parsed.GetValue(json))));
        return command;
    }
}
