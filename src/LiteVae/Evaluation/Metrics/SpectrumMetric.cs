using LiteVae.Autoencoders;
using LiteVae.Evaluation.Latents;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>The spectrum of posterior samples beside that of the images reduced to their size.</summary>
internal sealed class SpectrumMetric : ISetMetric
{
    private const int MinSide = 4;

    private readonly PowerSpectrum _latent = new();
    private readonly PowerSpectrum _image = new();
    private long[]? _shape; // [B, Z, h, w] of the first batch
    private bool _mixed;

    /// <returns>The samples [B,Z,h,w], and the images reduced to their size [B,3,h,w].</returns>
    public IReadOnlyList<Tensor> Observe(EvaluatedBatch batch)
    {
        if (batch.Latent?.Sample is not { } sample || batch.Codec is not { } codec)
            return [];
        using var scope = NewDisposeScope();
        var reduced = nn.functional.avg_pool2d(SizePadding.Pad(batch.Originals, codec.DownsamplingFactor), codec.DownsamplingFactor);
        return [sample.alias().to(CPU).MoveToOuterDisposeScope(), reduced.MoveToOuterDisposeScope()];
    }

    public void Add(IReadOnlyList<Tensor> observed)
    {
        if (observed is not [var sample, var reduced])
            return;
        _shape ??= sample.shape;
        _mixed |= !_shape.Skip(1).SequenceEqual(sample.shape.Skip(1));
        if (_mixed)
            return;
        _latent.Add(sample);
        _image.Add(reduced);
    }

    public void Complete(SetFigures figures)
    {
        if (_shape is null)
            return;
        if (_mixed)
        {
            figures.Warnings.Add("spectrum compares latents of one size, and these images differ: give a resolution");
            return;
        }
        if (Math.Min(_shape[2], _shape[3]) < MinSide)
        {
            figures.Warnings.Add($"spectrum needs latents of at least {MinSide}x{MinSide} positions; these are {_shape[3]}x{_shape[2]}");
            return;
        }
        figures.Spectrum = new LatentSpectrum(_latent.Curve(), _image.Curve());
        figures.Values["spectrum_high"] = figures.Spectrum.Latent.HighShare;
        figures.Values["spectrum_high_image"] = figures.Spectrum.Image.HighShare;
        figures.Values["spectrum_slope"] = figures.Spectrum.Latent.Slope;
        figures.Values["spectrum_slope_image"] = figures.Spectrum.Image.Slope;
    }

    public void Dispose()
    {
    }
}
