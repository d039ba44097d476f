using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Models;
using LiteVae.Server;

namespace LiteVae.Cli.Verbs.Serve;

internal static class ServeCommand
{
    public static Command Create(Session session)
    {
        var model = new Option<string[]>("--model")
        {
            Description = "NAME=MODEL, or a model alone: a model file, a run folder, a model of diffusers or CompVis, or the name of a shipped model. Repeatable; requests that name none get the first.",
            HelpName = "name=model",
            DefaultValueFactory = _ => [ShippedModels.Standard],
        };
        var diffusion = new Option<string?>("--diffusion") { Description = "A diffusion model's file or run folder, to draw samples from.", HelpName = "model" };
        var firstStage = new Option<string?>("--first-stage") { Description = "The autoencoder that decodes the diffusion model's samples; its own where not given.", HelpName = "model" };
        var urls = new Option<string[]>("--urls") { Description = "Where to listen. Repeatable.", HelpName = "url", DefaultValueFactory = _ => [.. new ServerOptions().Urls] };
        var runs = new Option<string?>("--runs") { Description = "A folder of run folders, which the studio shows.", HelpName = "folder" };
        var allowStop = new Option<bool>("--allow-stop") { Description = "Let the studio stop trainings of this machine; they can be resumed." };
        var limits = new ServeLimits();
        var threads = SharedOptions.Threads();

        var command = new Command("serve", "Serve models over HTTP: pictures to latents and back.") { model, diffusion, firstStage, runs, allowStop, urls, threads };
        limits.AddTo(command);
        command.SetAction(parsed => new ServeVerb(session).Run(new ServeRequest(
            limits.Read(parsed) with
            {
                Models = [.. parsed.GetValue(model)!.Select(ServedModelText.Parse)],
                Diffusion = parsed.GetValue(diffusion),
                FirstStage = parsed.GetValue(firstStage),
                Runs = parsed.GetValue(runs),
                AllowStop = parsed.GetValue(allowStop),
                Urls = [.. parsed.GetValue(urls)!.SelectMany(u => u.Split(';', StringSplitOptions.RemoveEmptyEntries))],
            },
            new Compute("cpu", parsed.GetValue(threads)))));
        return command;
    }
}
