using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Experiments;

namespace LiteVae.Cli.Verbs.Reproduce;

internal static class ReproduceCommand
{
    /// <summary>In the place of a table's name: all that there are.</summary>
    private const string List = "list";

    public static Command Create(Session session)
    {
        var table = new Argument<string>("table")
        {
            Description = $"A table or figure of the paper, such as table-8, figure-3 or appendix-b, or a YAML file; \"{List}\" shows all, with what each needs.",
            HelpName = "table",
        };
        table.CompletionSources.Add(_ => Experiment.Shipped.Append(List));
        var scale = new Option<string>("--scale")
        {
            Description = "How much: quick (minutes on two cores), small (hours), paper (the paper's settings, for accelerators).",
            DefaultValueFactory = _ => "quick",
        };
        scale.AcceptOnlyFromAmong([.. Enum.GetNames<ExperimentScale>().Select(n => n.ToLowerInvariant())]);
        var data = new Option<string[]>("--data")
        {
            Description = "A folder of images or of tars, tars as 'train-{000000..000009}.tar', or \"procedural\", in the place of the recipes'; NAME=FOLDER where a table has several, such as imagenet=FOLDER. Repeatable.",
            HelpName = "folder",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The folder of runs and results. Tables in one folder share runs of the same settings.",
            HelpName = "folder",
            DefaultValueFactory = _ => "reproduced",
        };
        var seeds = SharedOptions.AtLeastOne(new Option<int?>("--seeds") { Description = "Trainings of each row; of several, differences have intervals over trainings. 1 where not given." });
        var settings = SharedOptions.Settings("train.phases.0.steps=20, for all rows");
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();

        var command = new Command("reproduce", "Do a table of the paper again: train its rows, measure them side by side, and judge what the paper claims of them.")
        {
            table, scale, data, output, seeds, settings, device, threads, json,
        };
        command.SetAction(parsed =>
        {
            var compute = SharedOptions.Compute(parsed, device, threads);
            if (parsed.GetValue(table) == List)
                return new ReproduceListVerb(session).Run(compute, parsed.GetValue(json));
            return new ReproduceVerb(session).Run(new ReproduceRequest
            {
                Table = parsed.GetValue(table)!,
                Scale = Enum.Parse<ExperimentScale>(parsed.GetValue(scale)!, ignoreCase: true),
                Data = parsed.GetValue(data)!,
                Output = parsed.GetValue(output)!,
                Seeds = parsed.GetValue(seeds) ?? 1,
                Settings = parsed.GetValue(settings)!,
                Compute = compute,
                Json = parsed.GetValue(json),
            });
        });
        return command;
    }
}
