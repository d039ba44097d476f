using LiteVae.Autoencoders;
using LiteVae.Configuration;
using LiteVae.Data;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Evaluation;

/// <summary>Measures how well images survive encoding and decoding, from the posterior's mean.</summary>
public static class ReconstructionEvaluator
{
    /// <summary>The metrics that can be asked for.</summary>
    public static IReadOnlyList<string> MetricNames { get; } = ["psnr", "ssim"];

    /// <summary>Evaluates a model over a set of images, in its order.</summary>
    /// <param name="reconstruct">[B,3,H,W] in [-1,1] to [B,3,H,W]; H and W are multiples of <paramref name="factor"/>.</param>
    /// <param name="factor">What sizes are padded to.</param>
    /// <param name="source">The images; not disposed of.</param>
    /// <param name="options">Crops, limit, metrics.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="stop">Ends early, with what is known so far.</param>
    /// <exception cref="ConfigException">A metric is not known.</exception>
    /// <exception cref="DatasetException">Not one image can be read.</exception>
    public static ReconstructionResult Evaluate(
        Func<Tensor, Tensor> reconstruct, int factor, IImageSource source, EvaluationOptions options,
        Action<EvaluationProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(reconstruct);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Metrics.FirstOrDefault(m => !MetricNames.Contains(m)) is { } unknown)
            throw new ConfigException($"metric \"{unknown}\"", $"is not known{NearestName.Suggest(unknown, [.. MetricNames])}");
        var total = options.Limit is { } limit && source.Count is { } count ? Math.Min(limit, count) : options.Limit ?? source.Count
            ?? throw new ConfigException("limit", "these images have no end: say how many to evaluate");

        var scores = new List<ImageScore>();
        var batch = new List<(string Name, RgbImage Image)>();
        long skipped = 0, index = 0;
        var load = new LoadOptions(options.Resolution, Random: false, Flip: false, Seed: 0);
        while (index < total && !stop.IsCancellationRequested)
        {
            batch.Clear();
            for (; index < total && batch.Count < (options.Resolution is null ? 1 : options.BatchSize); index++)
            {
                if (source.TryLoad(index, load) is { } image)
                    batch.Add((source.NameOf(index), image));
                else
                    skipped++;
            }
            if (batch.Count > 0)
                scores.AddRange(Score(reconstruct, factor, batch, options.Metrics));
            progress?.Invoke(new EvaluationProgress(index, total));
        }
        if (scores.Count == 0 && !stop.IsCancellationRequested)
            throw new DatasetException($"{source.Description}: not one image can be read{(source.Skipped.Named is [var s, ..] ? $"; the first: {s.Path}: {s.Reason}" : "")}.");
        var means = options.Metrics
            .Select(m => (Name: m, Values: scores.Where(s => s.Values.ContainsKey(m)).Select(s => s.Values[m]).ToList()))
            .Where(m => m.Values.Count > 0)
            .ToDictionary(m => m.Name, m => m.Values.Average());
        return new ReconstructionResult(means, scores, skipped, Partial: index < total);
    }

    /// <summary>Evaluates an autoencoder, which should be in evaluation mode.</summary>
    /// <inheritdoc cref="Evaluate(Func{Tensor, Tensor}, int, IImageSource, EvaluationOptions, Action{EvaluationProgress}?, CancellationToken)"/>
    public static ReconstructionResult Evaluate(
        Autoencoder model, IImageSource source, EvaluationOptions options,
        Action<EvaluationProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var device = model.parameters().First().device;
        return Evaluate(images => model.call(images.to(device)), model.DownsamplingFactor, source, options, progress, stop);
    }

    private static List<ImageScore> Score(
        Func<Tensor, Tensor> reconstruct, int factor, List<(string Name, RgbImage Image)> batch, IReadOnlyList<string> metrics)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var images = ImageTensors.ToTensor([.. batch.Select(b => b.Image)]);
        var decoded = SizePadding.Crop(reconstruct(SizePadding.Pad(images, factor)), images.size(2), images.size(3));
        var reconstructions = ImageTensors.ToImages(decoded);
        return [.. batch.Select((b, i) => new ImageScore(
            b.Name, metrics.Where(m => IsDefined(m, b.Image)).ToDictionary(m => m, m => Measure(m, b.Image, reconstructions[i]))))];
    }

    private static bool IsDefined(string metric, RgbImage image) =>
        metric != "ssim" || Math.Min(image.Width, image.Height) >= Ssim.MinimumSide;

    private static double Measure(string metric, RgbImage image, RgbImage reconstruction) => metric switch
    {
        "psnr" => Psnr.Of(image, reconstruction),
        _ => Ssim.Of(image, reconstruction),
    };
}
