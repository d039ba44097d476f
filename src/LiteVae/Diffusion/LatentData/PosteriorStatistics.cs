using LiteVae.Codec.Numerics;
using LiteVae.Evaluation.Latents;
using static TorchSharp.torch;

namespace LiteVae.Diffusion.LatentData;

/// <summary>Moments of samples of a data set's posteriors: what a diffusion model is trained on.</summary>
internal static class PosteriorStatistics
{
    /// <summary>Measures a part of a set that is spread over the whole.</summary>
    /// <param name="set">The latents.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="seed">The seed of the samples.</param>
    public static LatentStatistics Of(LatentSet set, int count, ulong seed)
    {
        var statistics = new LatentStatistics(set.Shape[0]);
        count = Math.Min(count, set.Count);
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var index = (int)((long)i * set.Count / count);
            statistics.Add(tensor(set.Read(index).Sample((long)RandomStream.Mix(seed, (ulong)index)), [1, .. set.Shape.Select(side => (long)side)]));
        }
        return statistics;
    }
}
