using LiteVae.Autoencoders;
using LiteVae.Evaluation.Similarity;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics;

/// <summary>What it costs to transform a latent in place of the image: decibels of PSNR that are lost against decoding first and transforming then.</summary>
/// <remarks>The posterior's mean is decoded, whatever is evaluated besides. 0: the decoder commutes with the transformation, as far as it reconstructs at all.</remarks>
internal sealed class EquivarianceMetric : ISetMetric
{
    private static readonly (string Name, Func<Tensor, Tensor> Transform)[] s_transforms =
    [
        ("scale", x => nn.functional.avg_pool2d(x, 2)), // half the size, by the mean of 2x2 positions
        ("rotate", x => rot90(x, 1, (2, 3))),
        ("mirror", x => x.flip(3)),
    ];

    private readonly Dictionary<string, (double Sum, long Count)> _lost = [];
    private long _odd;

    public void Add(EvaluatedBatch batch)
    {
        if (batch.Latent?.Posterior is not { } posterior || batch.Codec is not { } codec)
            return;
        using var scope = NewDisposeScope();
        var images = SizePadding.Pad(batch.Originals, codec.DownsamplingFactor);
        var latent = posterior.Mean;
        var plain = codec.Decode(latent).to(CPU);
        foreach (var (name, transform) in s_transforms)
        {
            if (name == "scale" && (latent.size(2) % 2 != 0 || latent.size(3) % 2 != 0))
            {
                _odd += batch.Count;
                continue;
            }
            using var inner = NewDisposeScope();
            var expected = transform(images);
            var before = Psnr.Of(expected, transform(plain));
            var after = Psnr.Of(expected, codec.Decode(transform(latent).contiguous()).to(CPU));
            var (sum, count) = _lost.GetValueOrDefault(name);
            _lost[name] = (sum + before.Sum() - after.Sum(), count + batch.Count);
        }
    }

    public void Complete(SetFigures figures)
    {
        foreach (var (name, _) in s_transforms)
        {
            if (_lost.TryGetValue(name, out var lost))
                figures.Values[$"equivariance_{name}"] = lost.Sum / lost.Count;
        }
        if (_odd > 0)
            figures.Warnings.Add($"equivariance_scale halves latents: {_odd} images, whose latents have an odd side, are not in its mean");
    }

    public void Dispose()
    {
    }
}
