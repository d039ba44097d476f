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

    private readonly (double Sum, long Count)[] _lost = new (double, long)[s_transforms.Length];
    private long _odd;

    /// <returns>[transformations, 3]: the decibels lost, the images they are of, and those left out.</returns>
    public IReadOnlyList<Tensor> Observe(EvaluatedBatch batch)
    {
        if (batch.Latent?.Posterior is not { } posterior || batch.Codec is not { } codec)
            return [];
        var observed = new double[s_transforms.Length, 3];
        using var scope = NewDisposeScope();
        var images = SizePadding.Pad(batch.Originals, codec.DownsamplingFactor);
        var latent = posterior.Mean;
        var plain = codec.Decode(latent).to(CPU);
        for (var i = 0; i < s_transforms.Length; i++)
        {
            var (name, transform) = s_transforms[i];
            if (name == "scale" && (latent.size(2) % 2 != 0 || latent.size(3) % 2 != 0))
            {
                observed[i, 2] = batch.Count;
                continue;
            }
            using var inner = NewDisposeScope();
            var expected = transform(images);
            var before = Psnr.Of(expected, transform(plain));
            var after = Psnr.Of(expected, codec.Decode(transform(latent).contiguous()).to(CPU));
            (observed[i, 0], observed[i, 1]) = (before.Sum() - after.Sum(), batch.Count);
        }
        return [tensor(observed).MoveToOuterDisposeScope()];
    }

    public void Add(IReadOnlyList<Tensor> observed)
    {
        if (observed is not [var lost])
            return;
        var values = lost.data<double>().ToArray();
        for (var i = 0; i < s_transforms.Length; i++)
        {
            _lost[i] = (_lost[i].Sum + values[3 * i], _lost[i].Count + (long)values[3 * i + 1]);
            _odd += (long)values[3 * i + 2];
        }
    }

    public void Complete(SetFigures figures)
    {
        for (var i = 0; i < s_transforms.Length; i++)
        {
            if (_lost[i].Count > 0)
                figures.Values[$"equivariance_{s_transforms[i].Name}"] = _lost[i].Sum / _lost[i].Count;
        }
        if (_odd > 0)
            figures.Warnings.Add($"equivariance_scale halves latents: {_odd} images, whose latents have an odd side, are not in its mean");
    }

    public void Dispose()
    {
    }
}
