using LiteVae.Codec;
using LiteVae.Codec.Models;
using LiteVae.Codec.Numerics;
using LiteVae.Codec.Shards;

namespace LiteVae.Tests.Diffusion;

/// <summary>A small data set of random latents [2,4,4] in a temporary folder.</summary>
internal sealed class LatentFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LatentFolder(int pictures, LatentScale? scale = null, params string[] classes)
    {
        Pictures = [.. Enumerable.Range(0, pictures).Select(i => new EncodedPicture($"{i}", Posterior(i), Posterior(1000 + i), classes.Length == 0 ? null : i % classes.Length))];
        var info = new LatentShardsInfo { FirstStage = new string('a', 64), LatentChannels = 2, DownsamplingFactor = 8, Resolution = 32, Scale = scale, Classes = classes };
        var writer = new LatentShardWriter(Root, info, [.. Pictures.Select(p => p.Name)], 3);
        for (var shard = 0; shard < writer.Count; shard++)
            writer.Write(shard, Pictures[writer.PicturesOf(shard)]);
        writer.Finish();
    }

    public string Root => _folder["latents"];

    public EncodedPicture[] Pictures { get; }

    public void Dispose() => _folder.Dispose();

    // Channel 0 has mean 1 and deviation 2, channel 1 mean -3 and deviation 0.5, about; log variances lie about -1.
    private static Latents Posterior(int number)
    {
        var noise = new GaussianNoise((ulong)number);
        float[] mean = [.. Enumerable.Range(0, 32).Select(i => (float)(i < 16 ? 1 + 2 * noise.Next() : -3 + 0.5 * noise.Next()))];
        float[] logVariance = [.. Enumerable.Range(0, 32).Select(_ => (float)(-1 + 0.2 * noise.Next()))];
        return new Latents(mean, logVariance, 2, 4, 4, 32, 32);
    }
}
