using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Experiments.Files;
using LiteVae.Experiments.Measures;
using LiteVae.Experiments.Plans;
using LiteVae.Losses.Perceptual;
using LiteVae.Training;

namespace LiteVae.Experiments.Estimates;

/// <summary>Counts what a plan takes, without doing any of it.</summary>
internal static class ExperimentWork
{
    // The gradients of activations and of weights cost about what the forward pass costs, each.
    private const int TrainingPasses = 3;

    public static ExperimentOutline Of(ExperimentFile file, ExperimentScale scale)
    {
        var plan = ExperimentPlan.Make(file, scale, [], []);
        var trained = file.Trains ? plan.Rows.DistinctBy(r => r.Recipe.ToYaml()).ToArray() : [];
        var (plain, adversarial) = (0.0, 0.0);
        foreach (var row in trained)
        {
            var macs = Training(row.Recipe);
            adversarial += row.Recipe.Loss.Adversarial is null ? 0 : macs;
            plain += macs + (row.Diffusion is null ? 0 : Diffusion(row, plan.Settings.Samples));
        }
        plain += file.Trains ? plan.Rows.Sum(r => Measuring(r, plan.Settings.Images ?? r.Recipe.Data.Holdout)) : 0;
        string[] measures = [.. file.Measures.SelectMany(MeasureInfo.FiguresOf).SelectMany(MeasureSelection.WeightsOf).Distinct()];
        string[] losses = [.. trained.SelectMany(r => WeightsOf(r.Recipe)).Distinct()];
        return new ExperimentOutline
        {
            Scale = scale,
            Rows = plan.Rows.Count,
            Trainings = trained.Length * (file.Diffuses ? 2 : 1),
            Data = [.. trained.Select(r => r.Recipe.Data.Path).Select(Path.GetFileName).OfType<string>().Distinct()],
            Weights = scale == ExperimentScale.Paper ? [.. losses.Union(measures)] : losses,
            OptionalWeights = scale == ExperimentScale.Paper ? [] : [.. measures.Except(losses)],
            Multiplications = plain,
            AdversarialMultiplications = adversarial,
        };
    }

    /// <summary>The weights of third parties that a training needs.</summary>
    public static IReadOnlyList<string> WeightsOf(Recipe recipe) => recipe.Loss.Perceptual switch
    {
        LpipsConfig lpips => Lpips.WeightsOf(lpips.Net),
        EsrganConfig => EsrganPerceptual.Weights,
        _ => [],
    };

    private static double Training(Recipe recipe) => TrainingPasses * recipe.Train.Phases.Sum(p => (double)p.Steps * p.BatchSize * Pass(recipe, p.Resolution));

    private static double Measuring(PlannedRow row, int images) => row.Resolutions.Sum(side => (double)images * Pass(row.Recipe, side));

    private static double Pass(Recipe recipe, int side)
    {
        var cost = ModelCost.Of(recipe.Model, side);
        return cost.EncoderMacs + cost.DecoderMacs;
    }

    private static double Diffusion(PlannedRow row, int samples)
    {
        var recipe = row.Diffusion!;
        var side = recipe.Data.Resolution / row.Recipe.Model.DownsamplingFactor;
        var macs = (double)DenoiserCost.Of(recipe.Denoiser with { Channels = row.Recipe.Model.LatentChannels }, side).Macs;
        return TrainingPasses * recipe.Train.Steps * recipe.Train.BatchSize * macs + (double)samples * recipe.Samples.Steps * macs;
    }
}
