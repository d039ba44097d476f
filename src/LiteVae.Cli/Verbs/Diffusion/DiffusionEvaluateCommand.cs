using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Evaluate;
using LiteVae.Evaluation.Generation;

namespace LiteVae.Cli.Verbs.Diffusion;

internal static class DiffusionEvaluateCommand
{
    public static Command Create(Session session)
    {
        var sampling = new SamplingOptions();
        var data = new Option<string?>("--data") { Description = "The real images: a folder, or \"procedural\"; where not given, those that the run was trained on.", HelpName = "folder" };
        var samples = SharedOptions.AtLeastOne(new Option<int?>("--samples") { Description = "The number of samples; 1000 where not given." });
        var limit = SharedOptions.AtLeastOne(new Option<long?>("--limit") { Description = "The most real images, taken from all over the data; as many as samples where not given." });
        var metrics = new Option<string>("--metrics")
        {
            Description = $"Comma-separated: {string.Join(", ", GenerationMetrics.Names)}.",
            DefaultValueFactory = _ => string.Join(',', GenerationMetrics.Default),
        };
        var fid = new Option<string>("--fid-resize") { Description = "Whose way of resizing for fid, kid, precision and recall.", DefaultValueFactory = _ => "pytorch-fid" };
        fid.AcceptOnlyFromAmong([.. EvaluationSettings.FidConventions.Keys]);
        var json = SharedOptions.Json();

        var command = new Command("evaluate", "Measure how near samples of a diffusion model come to real images.") { sampling.Model, data, samples, limit, metrics, fid };
        foreach (var option in sampling.Rest)
            command.Add(option);
        command.Add(json);
        command.SetAction(parsed => new DiffusionEvaluateVerb(session).Run(new DiffusionEvaluateRequest
        {
            Sampling = sampling.Read(parsed),
            Data = parsed.GetValue(data),
            Samples = parsed.GetValue(samples) ?? 1000,
            Limit = parsed.GetValue(limit),
            Metrics = parsed.GetValue(metrics)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            FidConvention = EvaluationSettings.FidConventions[parsed.GetValue(fid)!],
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}
