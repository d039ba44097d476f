using LiteVae.Codec;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Shards;

namespace LiteVae.Diffusion.LatentData;

/// <summary>A data set of latents of one size, with the statistics by which they are normalized. Owns its files.</summary>
internal sealed class LatentSet : IDisposable
{
    // Statistics of so many pictures, spread over the set, are those of the set to a part in a thousand.
    private const int MeasuredPictures = 20_000;

    private readonly LatentShards _shards;

    private LatentSet(LatentShards shards, string folder)
    {
        (_shards, Folder) = (shards, folder);
        Scale = shards.Info.Scale ?? Measure();
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>What the set says of itself.</summary>
    public LatentShardsInfo Info => _shards.Info;

    /// <summary>The statistics that latents are normalized by: those of the first stage's file, or of this set where that has none.</summary>
    public LatentScale Scale { get; }

    /// <summary>The number of pictures.</summary>
    public int Count => _shards.Count;

    /// <summary>[Z,h,w] of every latent.</summary>
    public IReadOnlyList<int> Shape => _shards.Shape;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="CheckpointException">It is not a data set of latents, or its pictures differ in size.</exception>
    public static LatentSet Open(string folder)
    {
        var shards = LatentShards.Open(folder);
        try
        {
            if (shards.Count == 0)
                throw new CheckpointException($"{folder}: holds no latents");
            return shards.Shape.Count == 3
                ? new LatentSet(shards, folder)
                : throw new CheckpointException($"{folder}: its latents differ in size; encode the images with --resolution, so that all have one size");
        }
        catch
        {
            shards.Dispose();
            throw;
        }
    }

    /// <summary>The name of a picture.</summary>
    public string NameOf(int index) => _shards.NameOf(index);

    /// <summary>The number of a picture's class; null where the set has no classes.</summary>
    public int? LabelOf(int index) => _shards.LabelOf(index);

    /// <summary>The posterior of a picture, or of the picture mirrored.</summary>
    public Latents Read(int index, bool mirrored = false) => _shards.Read(index, mirrored);

    /// <summary>The mean of a picture's posterior, normalized: [Z,h,w].</summary>
    public float[] ReadNormalizedMean(int index, bool mirrored = false) => Normalize(Read(index, mirrored).Mean);

    public void Dispose() => _shards.Dispose();

    /// <summary>A latent as the model sees it: [Z,h,w].</summary>
    public float[] Normalize(float[] latent) => Scale.Normalize(latent, Shape[1] * Shape[2]);

    // Mean and deviation per channel of samples of the posteriors: the variance is that of the means plus the mean of the variances.
    private LatentScale Measure()
    {
        var (channels, positions) = (Shape[0], Shape[1] * Shape[2]);
        var (sums, squares) = (new double[channels], new double[channels]);
        var measured = Math.Min(Count, MeasuredPictures);
        for (var i = 0; i < measured; i++)
        {
            var latents = Read((int)((long)i * Count / measured));
            for (var j = 0; j < latents.Mean.Length; j++)
            {
                sums[j / positions] += latents.Mean[j];
                squares[j / positions] += (double)latents.Mean[j] * latents.Mean[j] + Math.Exp(PosteriorLimits.Clamp(latents.LogVariance[j]));
            }
        }
        var count = (double)measured * positions;
        double[] means = [.. sums.Select(s => s / count)];
        return new LatentScale(means, [.. squares.Select((s, c) => Math.Sqrt(Math.Max(s / count - means[c] * means[c], 1e-12)))]);
    }
}
