using LiteVae.Autoencoders;
using LiteVae.Data;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Similarity;
using LiteVae.Inference;
using LiteVae.Losses;
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
    private readonly ReconstructionObjective _objective;
    private readonly IReadOnlyList<CodecCandidate> _baselines;
    private readonly Lazy<ValidationSample[]> _samples;

    /// <param name="source">Not owned.</param>
    /// <param name="recipe">Of the run: its last resolution is the side of the centre crops.</param>
    /// <param name="objective">Whose terms are measured on the samples; not owned.</param>
    /// <param name="device">Where the models are.</param>
    public ValidationSet(IImageSource source, Recipe recipe, ReconstructionObjective objective, Device device)
    {
        (_source, _resolution, _objective, _device) = (source, recipe.Train.Phases[^1].Resolution, objective, device);
        _baselines = CodecCandidate.SameBudget(recipe.Model.LatentChannels, recipe.Model.DownsamplingFactor);
        _samples = new(LoadSamples);
    }

    /// <summary>Reconstructs the sample images, from the posterior's mean, and measures the objective's terms on them.</summary>
    public SampleSheet Sample(Autoencoder model, RunState state)
    {
        var training = model.training;
        model.eval();
        try
        {
            using var losses = new StepScalars(_samples.Value.Length);
            var samples = _samples.Value.Select(s => Reconstruct(model, s, losses)).ToArray();
            return new ReconstructionSheet(samples).At(state.Step, state.Images) with
            {
                Figures = losses.Read(),
                Subject = $"the first {(samples.Length == 1 ? "image" : $"{samples.Length} images")} of {_source.Description}, {Crops}",
            };
        }
        finally
        {
            model.train(training);
        }
    }

    /// <summary>PSNR and SSIM over all held-out images, of the model and of the codecs that have its budget.</summary>
    /// <returns>The figures, those of the codecs, and what they are of.</returns>
    public (IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<ComparedFigures> Baselines, string Description) Evaluate(Autoencoder model, CancellationToken cancellationToken)
    {
        model.eval();
        using var codec = LiteVaeCodec.Create(model, new() { Precision = InferencePrecision.Fp32 });
        var results = ReconstructionEvaluator.Evaluate(
            [new AutoencoderCandidate("model", codec), .. _baselines], _source, new EvaluationOptions { Resolution = _resolution }, cancellationToken: cancellationToken);
        return (results[0].Metrics, [.. results.Skip(1).Select(r => new ComparedFigures(r.Name, r.Metrics))],
            $"{_source.Description}, {Crops}: {results[0].Images} images{(results[0].Partial ? ", partial" : "")}");
    }

    private string Crops => $"centre crops of {_resolution}x{_resolution}";

    private ReconstructedSample Reconstruct(Autoencoder model, ValidationSample sample, StepScalars losses)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var image = ImageTensors.ToTensor(sample.Image).to(_device);
        var posterior = model.Encode(image);
        var decoded = model.Decode(posterior.Mean);
        losses.Add(_objective.Validate(decoded, image, posterior));
        var reconstruction = ImageTensors.ToImages(decoded.nan_to_num())[0];
        return new ReconstructedSample(
            sample.Name, sample.Image, reconstruction, sample.Baseline, ErrorMap.Of(sample.Image, reconstruction), LatentPicture.Of(posterior.Mean[0].cpu()),
            Psnr.Of(sample.Image, reconstruction));
    }

    private BaselineSample Baseline(RgbImage image)
    {
        using var scope = NewDisposeScope();
        using var made = _baselines[0].Reconstruct(ImageTensors.ToTensor(image), [0]);
        var picture = ImageTensors.ToImages(made.Images)[0];
        return new BaselineSample(picture, Psnr.Of(image, picture));
    }

    private ValidationSample[] LoadSamples()
    {
        var options = new LoadOptions(_resolution, Random: false, Flip: false, Seed: 0);
        var samples = new List<ValidationSample>();
        for (long i = 0; i < (_source.Count ?? SampleCount) && samples.Count < SampleCount; i++)
        {
            if (_source.TryLoad(i, options) is { } image)
                samples.Add(new(_source.NameOf(i), image, Baseline(image)));
        }
        return samples.Count > 0 ? [.. samples]
            : throw new DatasetException($"{_source.Description}: not one image can be read for validation.");
    }
}
