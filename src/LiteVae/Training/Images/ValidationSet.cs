using LiteVae.Autoencoders;
using LiteVae.Data;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Training.Report;
using static TorchSharp.torch;

namespace LiteVae.Training.Images;

/// <summary>The images held out of a run: a few for the sample sheets, all of them for the final evaluation.</summary>
internal sealed class ValidationSet
{
    private const int SampleCount = 8;

    private readonly IImageSource _source;
    private readonly int _resolution;
    private readonly Device _device;
    private readonly Lazy<(string Name, RgbImage Image)[]> _samples;

    /// <param name="source">Not owned.</param>
    /// <param name="resolution">Side of the centre crops, in pixels.</param>
    /// <param name="device">Where the models are.</param>
    public ValidationSet(IImageSource source, int resolution, Device device)
    {
        (_source, _resolution, _device) = (source, resolution, device);
        _samples = new(LoadSamples);
    }

    /// <summary>Reconstructs the sample images, from the posterior's mean.</summary>
    public SampleSheet Sample(Autoencoder model, RunState state)
    {
        var training = model.training;
        model.eval();
        try
        {
            return new ReconstructionSheet([.. _samples.Value.Select(s => Reconstruct(model, s.Name, s.Image))]).At(state.Step, state.Images);
        }
        finally
        {
            model.train(training);
        }
    }

    /// <summary>PSNR and SSIM over all held-out images.</summary>
    public (IReadOnlyDictionary<string, double> Metrics, string Description) Evaluate(Autoencoder model, CancellationToken cancellationToken)
    {
        model.eval();
        var options = new EvaluationOptions { Resolution = _resolution };
        var result = ReconstructionEvaluator.Evaluate(model, _source, options, progress: null, cancellationToken);
        return (result.Metrics, $"{_source.Description}, centre crops of {_resolution}x{_resolution}: {result.Images} images{(result.Partial ? ", partial" : "")}");
    }

    private ReconstructedSample Reconstruct(Autoencoder model, string name, RgbImage image)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var posterior = model.Encode(ImageTensors.ToTensor(image).to(_device));
        var decoded = model.Decode(posterior.Mean).nan_to_num();
        var reconstruction = ImageTensors.ToImages(decoded)[0];
        return new ReconstructedSample(
            name, image, reconstruction, ErrorMap.Of(image, reconstruction), LatentPicture.Of(posterior.Mean[0].cpu()), Psnr.Of(image, reconstruction));
    }

    private (string, RgbImage)[] LoadSamples()
    {
        var options = new LoadOptions(_resolution, Random: false, Flip: false, Seed: 0);
        var samples = new List<(string, RgbImage)>();
        for (long i = 0; i < (_source.Count ?? SampleCount) && samples.Count < SampleCount; i++)
        {
            if (_source.TryLoad(i, options) is { } image)
                samples.Add((_source.NameOf(i), image));
        }
        return samples.Count > 0 ? [.. samples]
            : throw new DatasetException($"{_source.Description}: not one image can be read for validation.");
    }
}
