using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Evaluation;

namespace LiteVae.Cli.Verbs.Evaluate;

internal static class EvaluateCommand
{
    public static Command Create(Session session)
    {
        var models = new Option<string[]>("--model")
        {
            Description = "A model file, a run folder, or a model of diffusers or CompVis; NAME=PATH says what results call it. Repeatable: models are compared, with the first.",
            HelpName = "model",
            AllowMultipleArgumentsPerToken = true,
        };
        var data = new Option<string?>("--data") { Description = "A folder of images or of tars, tars as 'train-{000000..000009}.tar', or \"procedural\".", HelpName = "folder" };
        var images = new Option<string?>("--images") { Description = "Instead of a model: a folder of images to judge against --reference.", HelpName = "folder" };
        var reference = new Option<string?>("--reference") { Description = "The originals of --images, by the same names.", HelpName = "folder" };
        var metrics = new Option<string>("--metrics")
        {
            Description = $"Comma-separated: {string.Join(", ", MetricInfo.Names)}.",
            DefaultValueFactory = _ => string.Join(',', MetricInfo.Default),
        };
        var resolution = SharedOptions.AtLeastOne(new Option<int?>("--resolution")
        {
            Description = "Side of the centre crops, in pixels; whole images where not given.",
        });
        var resolutions = new Option<string?>("--resolutions") { Description = "Several, comma-separated: one pass over the data each.", HelpName = "32,64,…" };
        var limit = SharedOptions.AtLeastOne(new Option<long?>("--limit") { Description = "The most images." });
        var batchSize = SharedOptions.AtLeastOne(new Option<int?>("--batch-size") { Description = "Images at once.", DefaultValueFactory = _ => 8 });
        var lpips = Words("--lpips-net", "LPIPS's network.", "vgg", EvaluationSettings.LpipsNetworks.Keys);
        var fid = Words("--fid-resize", "Whose way of resizing for rfid and kid.", "pytorch-fid", EvaluationSettings.FidConventions.Keys);
        var precision = SharedOptions.Precision("fp32"); // figures shall not depend on the machine unless that is asked for
        var ema = new Option<bool>("--ema") { Description = "A run's averaged weights, which model files hold (default)." };
        var raw = new Option<bool>("--raw") { Description = "A run's weights as the optimizer left them, from its latest checkpoint." };
        var mean = new Option<bool>("--mean") { Description = "Decode the posterior's mean (default)." };
        var sample = new Option<bool>("--sample") { Description = "Decode a sample of the posterior." };
        var codecs = new Option<bool>("--codecs") { Description = "Beside the models, measure codecs without weights: bicubic reduction by 8, and level-3 Haar sub-bands." };
        var featureMaps = new Option<bool>("--feature-maps") { Description = "Measure how balanced the decoder's last feature maps are." };
        var cost = new Option<bool>("--cost") { Description = "Add parameters, multiplications, images per second and peak memory." };
        var saveStats = new Option<bool>("--save-stats") { Description = "Write the latent's mean and deviation by channel into the model files." };
        var report = new Option<string?>("--report") { Description = "Write a page with figures and pictures.", HelpName = "file.html" };
        var csv = new Option<string?>("--csv") { Description = "Write every image's figures.", HelpName = "file.csv" };
        var output = new Option<string?>("--output", "-o") { Description = "Write the reconstructions as PNG, a folder a model.", HelpName = "folder" };
        var seed = new Option<long>("--seed") { Description = "Which procedural images; and every random choice.", DefaultValueFactory = _ => 1 };
        var device = SharedOptions.Device();
        var threads = SharedOptions.Threads();
        var distributed = SharedOptions.Distributed();
        var json = SharedOptions.Json();

        var command = new Command("evaluate", "Measure how well images survive encoding and decoding.")
        {
            models, data, images, reference, metrics, resolution, resolutions, limit, batchSize, lpips, fid, precision, ema, raw, mean, sample,
            codecs, featureMaps, cost, saveStats, report, csv, output, seed, device, threads, distributed, json,
        };
        command.Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if (Has(images) != Has(reference))
                result.AddError("--images and --reference belong together.");
            if (Has(images) ? Has(models) || Has(data) : !Has(models) || !Has(data))
                result.AddError("Give either --model and --data, or --images and --reference.");
            foreach (var (one, other) in new (Option, Option)[] { (ema, raw), (mean, sample), (resolution, resolutions) })
            {
                if (Has(one) && Has(other))
                    result.AddError($"Give either {one.Name} or {other.Name}.");
            }
            foreach (var option in new Option[] { ema, raw, mean, sample, codecs, featureMaps, cost, saveStats, output, precision })
            {
                if (Has(images) && Has(option))
                    result.AddError($"{option.Name} is about models; --images has none.");
            }
            if (result.GetValue(resolutions) is { } text && Parse(text) is null)
                result.AddError($"--resolutions expects sides such as 64,128,256; got \"{text}\".");
        });
        command.SetAction(parsed => OnRanks.Run(session, parsed.GetValue(distributed), own => new EvaluateVerb(own).Run(new EvaluateRequest
        {
            Models = NamedModel.ParseAll(parsed.GetValue(models) ?? []),
            Data = parsed.GetValue(data),
            Images = parsed.GetValue(images),
            Reference = parsed.GetValue(reference),
            Metrics = parsed.GetValue(metrics)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Resolutions = parsed.GetValue(resolutions) is { } several ? Parse(several)! : [parsed.GetValue(resolution)],
            Limit = parsed.GetValue(limit),
            BatchSize = parsed.GetValue(batchSize)!.Value,
            LpipsNetwork = EvaluationSettings.LpipsNetworks[parsed.GetValue(lpips)!],
            FidConvention = EvaluationSettings.FidConventions[parsed.GetValue(fid)!],
            Precision = SharedOptions.Precision(parsed, precision),
            Raw = parsed.GetValue(raw),
            Sample = parsed.GetValue(sample),
            Codecs = parsed.GetValue(codecs),
            FeatureMaps = parsed.GetValue(featureMaps),
            Cost = parsed.GetValue(cost),
            SaveStatistics = parsed.GetValue(saveStats),
            Report = parsed.GetValue(report),
            Csv = parsed.GetValue(csv),
            Output = parsed.GetValue(output),
            Seed = parsed.GetValue(seed),
            Compute = SharedOptions.Compute(parsed, device, threads),
            Json = parsed.GetValue(json),
        })));
        return command;
    }

    private static Option<string> Words(string name, string description, string standard, IEnumerable<string> accepted)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.AcceptOnlyFromAmong([.. accepted]);
        return option;
    }

    private static int?[]? Parse(string resolutions)
    {
        int?[] sides = [.. resolutions.Split(',', StringSplitOptions.TrimEntries).Select(s => int.TryParse(s, out var side) && side > 0 ? side : (int?)null).Distinct()];
        return sides.Contains(null) ? null : sides;
    }
}
