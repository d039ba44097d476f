using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Diffusion;

internal static class DiffusionSamplersCommand
{
    public static Command Create(Session session)
    {
        var model = new Option<string>("--model") { Description = "A run folder of diffusion train, or the model file in it.", HelpName = "model", Required = true };
        var steps = new Option<int[]>("--steps")
        {
            Description = "The numbers of steps to compare; 10, 25, 50 and 200 where not given. Repeatable.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [10, 25, 50, 200],
        };
        steps.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => int.TryParse(t.Value, out var value) && value < 1))
                result.AddError("--steps expects at least 1.");
        });
        var reference = SharedOptions.AtLeastOne(new Option<int?>("--reference-steps") { Description = "Steps of the sample that others are compared with; 1000, or the schedule's, where not given." });
        var count = SharedOptions.AtLeastOne(new Option<int?>("--count") { Description = "The number of samples; 8 where not given." });
        var seed = new Option<long>("--seed") { Description = "The seed of the samples." };
        var plot = new Option<string?>("--plot") { Description = "Draw distance over predictions as a chart.", HelpName = "file.svg" };
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command("samplers", "Compare samplers: how far from the sample of very many steps each ends, and how long it takes.")
        {
            model, steps, reference, count, seed, plot, device, threads, json,
        };
        command.SetAction(parsed => new DiffusionSamplersVerb(session).Run(new DiffusionSamplersRequest
        {
            Model = parsed.GetValue(model)!,
            Steps = [.. parsed.GetValue(steps)!.Distinct().Order()],
            ReferenceSteps = parsed.GetValue(reference),
            Count = parsed.GetValue(count) ?? 8,
            Seed = parsed.GetValue(seed),
            Plot = parsed.GetValue(plot),
            Compute = SharedOptions.Compute(parsed, device, threads),
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
