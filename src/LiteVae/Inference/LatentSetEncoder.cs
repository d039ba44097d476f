using LiteVae.Codec;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Shards;
using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Distributed;
using LiteVae.Pictures;

namespace LiteVae.Inference;

/// <summary>Encodes a set of pictures into a data set of latents, shard by shard: what diffusion models are trained on.</summary>
/// <remarks>
/// An interrupted run is gone on with by the same call: finished shards are kept. Each picture is encoded twice, as it is
/// and mirrored. Where all pictures lie in folders, the first folder of a picture's name is its class; of pictures in tars, the
/// number in its <c>.cls</c> file is.
/// </remarks>
/// <param name="codec">The first stage.</param>
/// <param name="images">The pictures; their number must be known.</param>
/// <param name="options">How the data set is made.</param>
public sealed class LatentSetEncoder(LatentCodec codec, IImageSource images, LatentSetOptions options)
{
    // Pictures that are encoded together, with their mirrored copies.
    private const int BatchSize = 16;

    private readonly List<SkippedImage> _skipped = [];

    /// <summary>Called with the name of each picture that cannot be encoded, and why.</summary>
    public event Action<string, string>? Skipped;

    /// <summary>Encodes what is not yet encoded.</summary>
    /// <param name="folder">Where the shards go.</param>
    /// <param name="progress">Told the number of pictures that are done, those of finished shards included.</param>
    /// <param name="communicator">Ranks that share the work, each of which calls this alike and sees the same folders; null: this process alone. They take turns with shards, and rank 0 writes the index.</param>
    /// <param name="cancellationToken">Ends the work: finished shards stay, the one under way is dropped.</param>
    /// <exception cref="CheckpointException">The folder holds another data set, or cannot be written.</exception>
    /// <exception cref="DatasetException">Not one picture could be encoded, or only some pictures of tars have a class.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    /// <exception cref="CommunicationException">Another rank failed, or was asked to end.</exception>
    public LatentSetResult Encode(string folder, IProgress<long>? progress = null, ICommunicator? communicator = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var ranks = communicator ?? SingleRank.Instance;
        var (isFirst, isAlone) = (ranks.Rank == 0, ranks.Size == 1);
        var count = checked((int)(images.Count ?? throw new ArgumentException("An endless source of pictures cannot be encoded as a whole.", nameof(folder))));
        string[] names = [.. Enumerable.Range(0, count).Select(i => images.NameOf(i))];
        var labels = ranks.Together(() => LatentSetLabels.Of(images, names));
        var writer = ranks.Together(() =>
        {
            if (isFirst && Directory.Exists(folder))
                LeftoverFiles.Remove(folder);
            return new LatentShardWriter(folder, Describe(labels), names, options.ShardSize);
        });
        var kept = 0;
        for (var first = 0; first < writer.Count; first += ranks.Size) // ranks take a shard each, and meet before the next
        {
            var shard = first + ranks.Rank;
            var wasThere = ranks.Together(() => shard < writer.Count && EncodeShard(writer, shard, names, labels, isAlone ? progress : null, cancellationToken));
            kept += (int)ranks.Collect([wasThere ? 1 : 0]).Sum();
            if (isFirst)
                progress?.Report(writer.PicturesOf(Math.Min(first + ranks.Size, writer.Count) - 1).End.Value);
        }
        foreach (var (name, reason) in SkippedOnRanks.OfOthers(_skipped, ranks))
            Skipped?.Invoke(name, reason);
        return ranks.Together(() =>
        {
            if (!isFirst)
                return new LatentSetResult(0, writer.Count, kept, []);
            var missing = writer.Finish();
            return missing.Count < count
                ? new LatentSetResult(count - missing.Count, writer.Count, kept, missing)
                : throw new DatasetException($"{images.Description}: not one of them could be encoded.");
        });
    }

    // Encodes a shard, unless it is there already, which is the answer.
    private bool EncodeShard(LatentShardWriter writer, int shard, string[] names, LatentSetLabels labels, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (writer.IsWritten(shard))
            return true;
        var (first, length) = writer.PicturesOf(shard).GetOffsetAndLength(names.Length);
        writer.Write(shard, EncodeShard(first, length, names, labels, progress, cancellationToken));
        return false;
    }

    private LatentShardsInfo Describe(LatentSetLabels labels) => new()
    {
        FirstStage = options.FirstStage,
        LatentChannels = codec.Config.LatentChannels,
        DownsamplingFactor = codec.DownsamplingFactor,
        Resolution = options.Resolution,
        Scale = codec.Scale,
        Classes = labels.Classes,
    };

    private List<EncodedPicture> EncodeShard(
        int first, int count, string[] names, LatentSetLabels labels, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var load = new LoadOptions(options.Resolution, Random: false, Flip: false, Seed: 0);
        SequentialReadAhead.Tell(images, [(first, count)]);
        using var loader = new Prefetcher<int, RgbImage?>(
            Enumerable.Range(first, count), (index, _) => images.TryLoad(index, load), options.Workers, 2 * BatchSize, "litevae encode");
        var encoded = new List<EncodedPicture>(count);
        foreach (var indices in Enumerable.Range(first, count).Chunk(BatchSize))
        {
            var batch = new List<(int Index, RgbImage Image)>();
            foreach (var index in indices)
            {
                if (!loader.TryNext(out var image, cancellationToken))
                    throw new InvalidOperationException("The loader ended before the shard.");
                if (image is null)
                    Skip(names[index], images.Skipped.Named.LastOrDefault(s => s.Path.EndsWith(names[index], StringComparison.Ordinal))?.Reason ?? "cannot be read");
                else
                    batch.Add((index, image));
            }
            foreach (var (index, latents, mirrored) in EncodeBatch(batch, names, cancellationToken))
                encoded.Add(new EncodedPicture(names[index], latents, mirrored, labels.Of(index)));
            progress?.Report(indices[^1] + 1);
        }
        return encoded;
    }

    private List<(int Index, Latents Latents, Latents Mirrored)> EncodeBatch(List<(int Index, RgbImage Image)> batch, string[] names, CancellationToken cancellationToken)
    {
        try
        {
            Picture[] pictures = [.. batch.Select(b => b.Image.AsPicture()), .. batch.Select(b => b.Image.Mirror().AsPicture())];
            var latents = codec.Encode(pictures, null, cancellationToken);
            return [.. batch.Select((b, i) => (b.Index, latents[i], latents[batch.Count + i]))];
        }
        catch (InvalidDataException e) when (batch.Count == 1) // a latent that is not finite
        {
            Skip(names[batch[0].Index], e.Message);
            return [];
        }
        catch (InvalidDataException)
        {
            return [.. batch.SelectMany(b => EncodeBatch([b], names, cancellationToken))];
        }
    }

    private void Skip(string name, string reason)
    {
        if (_skipped.Count < SkippedImages.MaxNamed)
            _skipped.Add(new SkippedImage(name, reason));
        Skipped?.Invoke(name, reason);
    }
}
