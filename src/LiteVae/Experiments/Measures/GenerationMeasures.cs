using LiteVae.Diffusion;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Generation;
using LiteVae.Experiments.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Experiments.Measures;

/// <summary>Figures of samples that the rows' diffusion models draw.</summary>
internal static class GenerationMeasures
{
    // Several sets of samples tell chance from difference; one is enough of as many samples as the paper draws.
    private const int Draws = 3;
    private const int LargeSet = 5_000;

    /// <summary>Draws and measures.</summary>
    /// <param name="row">Receives the figures.</param>
    /// <param name="plan">How many samples.</param>
    /// <param name="figures">What is wanted.</param>
    /// <param name="device">Where denoisers run.</param>
    /// <param name="progress">Called as samples are drawn.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static void Add(
        RowMeasures row, ExperimentPlan plan, IReadOnlyList<string> figures, Device device, Action<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        string[] wanted = [.. figures.Where(f => MeasureInfo.Of(f).Kind == MeasureKind.Generation)];
        if (wanted.Length == 0)
            return;
        var recipe = row.Row.Plan.Diffusion!;
        using var pipeline = DiffusionPipeline.Load(row.Row.Diffusion!.Root, new DiffusionPipelineOptions { Device = device.type == DeviceType.CPU ? null : device });
        var draws = plan.Settings.Samples >= LargeSet ? 1 : Draws;
        var parts = wanted.ToDictionary(f => f, _ => new List<double>());
        for (var draw = 0; draw < draws; draw++)
        {
            var result = DiffusionEvaluator.Evaluate(pipeline, new DiffusionEvaluationOptions
            {
                Seed = draw,
                Generation = recipe.Samples.OptionsFor(pipeline.Model.Config),
                Evaluation = new GenerationEvaluationOptions { Samples = plan.Settings.Samples, Metrics = wanted, Device = device },
            }, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var figure in wanted)
                parts[figure].Add(result.Metrics.GetValueOrDefault(figure, double.NaN));
        }
        foreach (var figure in wanted)
            row.Figures[new(figure, null)] = draws == 1 ? Sample.Once(parts[figure][0]) : Sample.MeanOf(SampleUnit.Draws, parts[figure]);
    }
}
