using System.CommandLine;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Weights;

internal static class WeightsCommand
{
    private static string Names => string.Join(", ", ThirdPartyFiles.All.Select(f => f.Name));

    public static Command Create(Session session) =>
        new("weights", "The networks of others that losses and metrics look through: see, add and download their weights.")
        {
            List(session), Add(session), Fetch(session),
        };

    private static Command List(Session session)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "Show what there is, what it is for, and what is on this machine.") { json };
        command.SetAction(parsed => new WeightsListVerb(session).Run(parsed.GetValue(json)));
        return command;
    }

    private static Command Add(Session session)
    {
        var name = new Argument<string>("name") { Description = $"One of {Names}." };
        var file = new Argument<string>("file") { Description = "The file: as published, or with --no-verify any PyTorch or safetensors file with the same tensor names." };
        var unverified = new Option<bool>("--no-verify") { Description = "Take the file even if it is not the published one." };
        var json = SharedOptions.Json();
        var command = new Command("add", "Take weights from a file of yours.") { name, file, unverified, json };
        command.SetAction(parsed => new WeightsAddVerb(session).Run(new WeightsAddRequest(
            ThirdPartyFiles.Get(parsed.GetValue(name)!), parsed.GetValue(file)!, !parsed.GetValue(unverified), parsed.GetValue(json))));
        return command;
    }

    private static Command Fetch(Session session)
    {
        var names = new Argument<string[]>("names") { Description = $"Any of {Names}.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every one of them." };
        var json = SharedOptions.Json();
        var command = new Command("fetch", "Download weights from their publishers; what has arrived before is not downloaded again.") { names, all, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == result.GetResult(names) is { Tokens.Count: > 0 })
                result.AddError("Give either names or --all.");
        });
        command.SetAction(parsed => new WeightsFetchVerb(session).Run(new WeightsFetchRequest(
            parsed.GetValue(all) ? ThirdPartyFiles.All : [.. parsed.GetValue(names)!.Distinct().Select(ThirdPartyFiles.Get)], parsed.GetValue(json))));
        return command;
    }
}
