using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Evaluation.Features;
using LiteVae.Evaluation.Inception;
using LiteVae.Evaluation.Metrics.Images;
using LiteVae.Losses.Perceptual;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>The metrics of an evaluation, with the networks that they share. Owns them.</summary>
internal sealed class MetricSet : IDisposable
{
    private readonly EvaluationOptions _options;

    /// <summary>Reads the networks' weights, so that missing ones are told before anything is measured.</summary>
    /// <exception cref="ConfigException">A metric is not known.</exception>
    /// <exception cref="CheckpointException">Weights are missing; the message has the command that brings them.</exception>
    public MetricSet(EvaluationOptions options)
    {
        MetricInfo.Check(options.Metrics);
        _options = options;
        var device = options.Device ?? CPU;
        ThirdPartyWeights.Require([.. Wants("lpips") ? Lpips.WeightsOf(options.LpipsNetwork) : [], .. WantsFeatures ? InceptionFeatures.Weights : []]);
        Network = WantsFeatures ? InceptionFeatures.FromWeights(options.FidConvention, device) : null;
        Reference = NewFeatures(seed: options.Seed);
        PerImage = [.. options.Metrics.Distinct().Select(m => PerImageMetric(m, options, device)).OfType<IImageMetric>()];
    }

    public IReadOnlyList<IImageMetric> PerImage { get; }

    /// <summary>Null where no metric needs it.</summary>
    public InceptionFeatures? Network { get; }

    /// <summary>Features of the originals; null where no metric needs them.</summary>
    public FeatureSet? Reference { get; }

    private bool WantsFeatures => Wants("rfid") || Wants("kid");

    /// <summary>What the metrics need of originals, for all candidates: their features, where there are any.</summary>
    /// <param name="images">[B,3,H,W] in [-1,1].</param>
    public IReadOnlyList<Tensor> ObserveOriginals(Tensor images) => Reference is null ? [] : [Reference.Observe(images)];

    /// <summary>Takes what was observed of originals.</summary>
    public void AddOriginals(IReadOnlyList<Tensor> observed)
    {
        if (observed is [var features])
            Reference!.AddFeatures(features);
    }

    /// <summary>Empty accumulators for another candidate; the caller's.</summary>
    public IReadOnlyList<ISetMetric> ForCandidate()
    {
        List<ISetMetric> metrics = [];
        if (Network is not null)
            metrics.Add(new FeatureMetric(Reference!, NewFeatures(_options.Seed + 1)!));
        if (Wants("mmd"))
            metrics.Add(new MmdMetric(_options.Seed));
        if (Wants("latents"))
            metrics.Add(new LatentMetric());
        if (Wants("spectrum"))
            metrics.Add(new SpectrumMetric());
        if (Wants("equivariance"))
            metrics.Add(new EquivarianceMetric());
        if (_options.FeatureMaps)
            metrics.Add(new FeatureMapMetric());
        return metrics;
    }

    /// <summary>An empty set of features; null where no metric needs one.</summary>
    public FeatureSet? NewFeatures(ulong seed) => Network is null ? null
        : new FeatureSet(Network, new FeatureFigures { Frechet = Wants("rfid") ? "rfid" : null, Kernel = Wants("kid") ? "kid" : null }, seed);

    public void Dispose()
    {
        foreach (var metric in PerImage)
            metric.Dispose();
        Reference?.Dispose();
        Network?.Dispose();
    }

    private bool Wants(string metric) => _options.Metrics.Contains(metric);

    private static IImageMetric? PerImageMetric(string name, EvaluationOptions options, Device device) => name switch
    {
        "psnr" => new PsnrMetric(),
        "ssim" => new SsimMetric(),
        "lpips" => new LpipsMetric(Lpips.FromWeights(options.LpipsNetwork), device),
        "rate" => new RateMetric(),
        _ => null,
    };
}
