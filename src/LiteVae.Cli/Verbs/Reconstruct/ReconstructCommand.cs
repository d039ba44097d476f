using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Reconstruct;

internal static class ReconstructCommand
{
    public static Command Create(Session session)
    {
        var images = new Argument<string[]>("image") { Description = "Image files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var model = SharedOptions.Model();
        var output = SharedOptions.Output("Where NAME.png and NAME.compare.png go.", "folder", "reconstructed");
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var codec = new CodecOptionsArguments();
        var json = SharedOptions.Json();

        var command = new Command("reconstruct", "Encode and decode images, and show what was lost.") { images, model, output, device, threads, json };
        codec.AddTo(command);
        command.SetAction(parsed => new ReconstructVerb(session).Run(new ReconstructRequest(
            parsed.GetValue(images)!, parsed.GetValue(model)!, parsed.GetValue(output)!,
            SharedOptions.Compute(parsed, device, threads), codec.Read(parsed), parsed.GetValue(json))));
        return command;
    }
}
