using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Inference;
using static TorchSharp.torch;

namespace LiteVae.Experiments.Measures;

/// <summary>Measures how well the models of rows reconstruct, side by side on the same images. Owns the models.</summary>
internal sealed class ReconstructionMeasures : IDisposable
{
    private const int Groups = 8;
    private const int Pictures = 4;

    private readonly IReadOnlyList<RowMeasures> _rows;
    private readonly List<Autoencoder> _models = [];
    private readonly List<LiteVaeCodec> _codecs = [];
    private readonly AutoencoderCandidate[] _candidates;
    private readonly Device _device;

    /// <param name="rows">Trainings that are measured on the same images; they receive the figures.</param>
    /// <param name="device">Where models are run.</param>
    public ReconstructionMeasures(IReadOnlyList<RowMeasures> rows, Device device)
    {
        (_rows, _device) = (rows, device);
        try
        {
            foreach (var row in rows)
            {
                _models.Add(ModelFile.Load(row.Row.Run.Model, device));
                _codecs.Add(LiteVaeCodec.Create(_models[^1], new() { Precision = InferencePrecision.Fp32 }));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        _candidates = [.. rows.Select((row, i) => new AutoencoderCandidate($"{row.Row.Plan.Row.Name}, seed {row.Row.Plan.Recipe.Seed + row.Row.Repetition}", _codecs[i]))];
    }

    /// <summary>Measures at one resolution.</summary>
    /// <param name="images">The images.</param>
    /// <param name="resolution">Their side, in pixels.</param>
    /// <param name="figures">What is wanted.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The results of the pass, for charts.</returns>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public IReadOnlyList<ReconstructionResult> Measure(
        EvaluationImages images, int resolution, IReadOnlyList<string> figures, Action<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        using var distances = figures.Contains("rfid_random") ? new RandomFeatureDistances(_candidates, _device) : null;
        string[] metrics = [.. new[] { "psnr", "ssim", "lpips", "rate", "rfid" }.Where(m => m is "psnr" or "ssim" || figures.Contains(m))];
        var results = ReconstructionEvaluator.Evaluate(_candidates, images.Source, Options(resolution, metrics), progress, Made, cancellationToken: cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        for (var i = 0; i < _rows.Count; i++)
        {
            foreach (var figure in figures.Where(f => MeasureInfo.Of(f).Kind == MeasureKind.Image && results[i].Values.ContainsKey(f)))
                _rows[i].Figures[new(figure, resolution)] = Sample.MeanOf(SampleUnit.Images, results[i].Values[figure]);
            if (figures.Contains("rfid"))
                _rows[i].Figures[new("rfid", resolution)] = Sample.Once(results[i].Metrics.GetValueOrDefault("rfid", double.NaN));
            if (distances is not null)
                _rows[i].Figures[new("rfid_random", resolution)] = Sample.Once(distances.Of(_candidates[i]));
        }
        MeasureGroups(images, resolution, figures, cancellationToken);
        return results;

        void Made(ReconstructedBatch batch)
        {
            distances?.Add(batch);
            var row = _rows[Array.IndexOf(_candidates, batch.Candidate)];
            for (var i = 0; i < batch.Indices.Count && row.Pictures.Count < Pictures; i++)
                row.Pictures.Add((batch.Indices[i], batch.Originals[i], batch.Reconstructions[i]));
        }
    }

    // What is one number for a set of images is measured for several sets, so that chance can be told from difference.
    private void MeasureGroups(EvaluationImages images, int resolution, IReadOnlyList<string> figures, CancellationToken cancellationToken)
    {
        string[] wanted = [.. figures.Where(f => MeasureInfo.Of(f).Kind == MeasureKind.Group)];
        if (wanted.Length == 0)
            return;
        string[] metrics = [.. new[] { "mmd", "equivariance" }.Where(m => wanted.Any(f => f.StartsWith(m + "_", StringComparison.Ordinal)))];
        var options = Options(resolution, metrics.Length > 0 ? metrics : ["psnr"]) with { FeatureMaps = wanted.Any(f => f.StartsWith("feature_maps_", StringComparison.Ordinal)) };
        var groups = (int)Math.Min(Groups, images.Source.Count!.Value / 2);
        var parts = _rows.Select(_ => wanted.ToDictionary(f => f, _ => new List<double>())).ToArray();
        for (var group = 0; group < groups; group++)
        {
            var results = ReconstructionEvaluator.Evaluate(_candidates, images.Group(group, groups), options, cancellationToken: cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < _rows.Count; i++)
            {
                foreach (var figure in wanted)
                    parts[i][figure].Add(ValueOf(results[i], figure));
            }
        }
        for (var i = 0; i < _rows.Count; i++)
        {
            foreach (var figure in wanted.Where(f => parts[i][f].Any(double.IsFinite)))
                _rows[i].Figures[new(figure, resolution)] = Sample.MeanOf(SampleUnit.Groups, parts[i][figure]);
        }
    }

    private static double ValueOf(ReconstructionResult result, string figure) => figure switch
    {
        "feature_maps_median" => result.FeatureMaps?.Median ?? double.NaN,
        "feature_maps_largest" => result.FeatureMaps?.Largest ?? double.NaN,
        _ => result.Metrics.GetValueOrDefault(figure, double.NaN),
    };

    private EvaluationOptions Options(int resolution, IReadOnlyList<string> metrics) => new() { Resolution = resolution, Metrics = metrics, Device = _device };

    /// <inheritdoc/>
    public void Dispose()
    {
        _codecs.ForEach(c => c.Dispose());
        _models.ForEach(m => m.Dispose());
    }
}
