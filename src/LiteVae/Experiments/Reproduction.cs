using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Evaluation;
using LiteVae.Experiments.Estimates;
using LiteVae.Experiments.Execution;
using LiteVae.Experiments.Measures;
using LiteVae.Experiments.Plans;
using LiteVae.Experiments.Report;
using LiteVae.Experiments.Verdicts;
using LiteVae.Runs;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Experiments;

/// <summary>Does a table of the paper again: trains its rows, measures them side by side, and says what becomes of the paper's claims.</summary>
public sealed class Reproduction
{
    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ExperimentPlan _plan;
    private readonly ReproductionOptions _options;
    private readonly IReproductionObserver _observer;
    private readonly MeasureSelection _selection;
    private readonly Device _device;
    private readonly List<string> _data = [];

    private Reproduction(ExperimentPlan plan, ReproductionOptions options, IReproductionObserver observer)
    {
        (_plan, _options, _observer) = (plan, options, observer);
        _selection = MeasureSelection.Of(plan.File, plan.Scale);
        _device = options.Device ?? CPU;
    }

    /// <summary>Runs or resumes every row, measures them, and writes a page and a JSON file.</summary>
    /// <param name="experiment">The table.</param>
    /// <param name="options">Scale, data, output, seeds.</param>
    /// <param name="observer">Follows the work.</param>
    /// <param name="cancellationToken">Ends the work; what was trained stays, and the same call goes on with it.</param>
    /// <exception cref="ConfigException">A setting is wrong, for whichever row.</exception>
    /// <exception cref="CheckpointException">Weights of third parties are missing that a training or the scale of the paper needs.</exception>
    /// <exception cref="DatasetException">Images cannot be found.</exception>
    /// <exception cref="TrainingException">A training failed, or a folder is in use.</exception>
    /// <exception cref="IOException">The results cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static ReproductionResult Run(
        Experiment experiment, ReproductionOptions options, IReproductionObserver observer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Seeds, 1, nameof(options));
        TorchRuntime.EnsureLoaded();
        var plan = ExperimentPlan.Make(experiment.File, options.Scale, options.Data, options.Settings);
        ThirdPartyWeights.Require(plan.Rows.SelectMany(row => ExperimentWork.WeightsOf(row.Recipe))); // before the first row has taken its hours
        return new Reproduction(plan, options, observer).Run(cancellationToken);
    }

    /// <summary>A result as it stands in its JSON file.</summary>
    public static JsonObject ToJson(ReproductionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ReproductionJson.Of(result);
    }

    private ReproductionResult Run(CancellationToken cancellationToken)
    {
        var trained = _plan.File.Trains ? new RowTrainer(_plan, _options, _observer).Run(cancellationToken)
            : [.. _plan.Rows.Select(row => new FinishedRow(row, 0, new(_options.Output), null))];
        RowMeasures[] measures = [.. trained.Select(row => new RowMeasures(row))];
        List<(IReadOnlyList<RowMeasures>, IReadOnlyList<EvaluationPass>)> groups = [];
        if (_plan.File.Trains)
        {
            foreach (var group in measures.GroupBy(m => (m.Row.Plan.Recipe.Data.Path, Sides: string.Join(',', m.Row.Plan.Resolutions))))
                groups.Add(Measure([.. group], cancellationToken));
        }
        else
        {
            CostMeasures.Add(measures, _plan, _device, (done, total) => _observer.Measuring("speed of encoders", done, total), cancellationToken);
        }
        var result = Conclude(measures);
        Write(result, groups);
        return result;
    }

    private (IReadOnlyList<RowMeasures> First, IReadOnlyList<EvaluationPass> Passes) Measure(RowMeasures[] rows, CancellationToken cancellationToken)
    {
        RowMeasures[] first = [.. rows.Where(r => r.Row.Repetition == 0)];
        List<EvaluationPass> passes = [];
        using (var reconstructions = new ReconstructionMeasures(rows, _device))
        {
            foreach (var side in rows[0].Row.Plan.Resolutions)
            {
                using var images = EvaluationImages.Open(rows[0].Row.Plan.Recipe, side, _plan.Settings.Images);
                var results = reconstructions.Measure(images, side, _selection.Figures, p => _observer.Measuring($"reconstructions at {side} pixels", p.Done, p.Total ?? p.Done), cancellationToken);
                passes.Add(EvaluationPass.Of([.. results.Zip(rows).Where(r => r.Second.Row.Repetition == 0).Select(r => r.First with { Name = r.Second.Row.Plan.Row.Caption })]));
                _data.Add($"{images.Source.Description}, {side}x{side} pixels");
            }
        }
        foreach (var row in rows)
        {
            HistoryMeasures.Add(row, _selection.Figures);
            GenerationMeasures.Add(row, _plan, _selection.Figures, _device, p => _observer.Measuring("samples", p.Done, p.Total ?? p.Done), cancellationToken);
        }
        return (first, passes);
    }

    private ReproductionResult Conclude(IReadOnlyList<RowMeasures> measures)
    {
        var file = _plan.File;
        var byRow = measures.ToLookup(m => m.Row.Plan.Row.Name);
        var name = Path.Combine(Path.GetFullPath(_options.Output), file.Id);
        return new ReproductionResult
        {
            Table = file.Id,
            Title = file.Title,
            Source = file.Source,
            Scale = _plan.Scale,
            Data = _data.Count > 0 ? _data : ["none: encoders are timed on noise"],
            Seeds = file.Trains ? _options.Seeds : 1,
            Notices = [.. new[] { file.Note, _plan.Settings.Note }.Where(n => n.Length > 0), .. _selection.Notices, .. Changed()],
            Rows = [.. _plan.Rows.Select(row => RowOf(row, [.. byRow[row.Row.Name]]))],
            Claims = [.. _plan.Claims.Select(claim => ClaimJudge.Judge(claim, file, byRow, _selection))],
            Page = name + ".html",
            Json = name + ".json",
        };
    }

    private IEnumerable<string> Changed()
    {
        if (_options.Settings.Count > 0)
            yield return $"Changed in all rows by whoever ran this: {string.Join(", ", _options.Settings)}.";
    }

    private MeasuredRow RowOf(PlannedRow row, RowMeasures[] trainings) => new()
    {
        Name = row.Row.Name,
        Caption = row.Row.Caption,
        Paper = row.Row.Paper,
        Figures = [.. trainings[0].Figures.Keys.Where(key => trainings.All(t => t.Figures.ContainsKey(key))).Select(key => FigureOf(key, [.. trainings.Select(t => t.Figures[key])]))],
        Runs = _plan.File.Trains ? [.. trainings.Select(t => t.Row.Run.Root)] : [],
        Recipe = row.Recipe.ToYaml(),
    };

    private static MeasuredFigure FigureOf(FigureKey key, Sample[] samples)
    {
        var interval = Comparison.IntervalOf(samples);
        return new MeasuredFigure(key.Figure, key.Resolution, samples.Average(s => s.Value), interval?.Lower, interval?.Upper, [.. samples.Select(s => s.Value)]);
    }

    private void Write(ReproductionResult result, List<(IReadOnlyList<RowMeasures>, IReadOnlyList<EvaluationPass>)> groups)
    {
        var hardware = _device.type == TorchSharp.DeviceType.CPU ? $"{Hardware.Processor}, {TorchRuntime.Threads} threads" : $"{_device}";
        Directory.CreateDirectory(Path.GetDirectoryName(result.Page)!);
        AtomicFile.WriteText(result.Page, ReproductionPage.Render(result, _plan.File, groups, hardware, DateTimeOffset.UtcNow));
        AtomicFile.WriteText(result.Json, ToJson(result).ToJsonString(s_format) + "\n");
    }
}
