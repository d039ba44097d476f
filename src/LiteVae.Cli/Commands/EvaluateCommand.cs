using System.CommandLine;
using LiteVae.Cli.Verbs;
using LiteVae.Evaluation;

namespace LiteVae.Cli.Commands;

internal static class EvaluateCommand
{
    public static Command Create(Session session)
    {
        var models = new Option<string[]>("--model")
        {
            Description = "A model file, or a run folder. Repeatable: models are compared.",
            HelpName = "model",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var data = new Option<string>("--data") { Description = "A folder of images, or \"procedural\".", HelpName = "folder", Required = true };
        var metrics = new Option<string>("--metrics")
        {
            Description = $"Comma-separated: {string.Join(", ", ReconstructionEvaluator.MetricNames)}.",
            DefaultValueFactory = _ => string.Join(',', ReconstructionEvaluator.MetricNames),
        };
        var resolution = SharedOptions.AtLeastOne(new Option<int?>("--resolution")
        {
            Description = "Side of the centre crops, in pixels; whole images where not given.",
        });
        var limit = SharedOptions.AtLeastOne(new Option<long?>("--limit") { Description = "The most images." });
        var codecs = new Option<bool>("--codecs") { Description = "Beside the models, measure codecs without weights: bicubic reduction by 8, and level-3 Haar sub-bands." };
        var seed = new Option<long>("--seed") { Description = "Which procedural images.", DefaultValueFactory = _ => 1 };
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();

        var command = new Command("evaluate", "Measure how well images survive encoding and decoding.")
        {
            models, data, metrics, resolution, limit, codecs, seed, device, threads, json,
        };
        command.SetAction(parsed => new EvaluateVerb(session).Run(new EvaluateRequest
        {
            Models = parsed.GetValue(models)!,
            Data = parsed.GetValue(data)!,
            Metrics = parsed.GetValue(metrics)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Resolution = parsed.GetValue(resolution),
            Limit = parsed.GetValue(limit),
            Codecs = parsed.GetValue(codecs),
            Seed = parsed.GetValue(seed),
            Compute = SharedOptions.Compute(parsed, device, threads),
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
