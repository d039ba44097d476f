using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Shards;

/// <summary>Writes a data set of latents: numbered safetensors files of a fixed number of pictures each, and an index.</summary>
/// <remarks>
/// Which pictures a shard holds follows from the list of pictures alone, so that the work can be interrupted and gone on
/// with, or divided: each shard is either whole or not there. A shard holds <c>mean.K</c>, <c>logvar.K</c>,
/// <c>mean_mirrored.K</c> and <c>logvar_mirrored.K</c> [N,Z,h,w] and, where there are classes, <c>label.K</c> [N] (int64), K being the
/// number of the first picture; where the pictures differ in size, each has tensors of its own. It is a file of
/// latents: <see cref="LatentsFile"/> reads it too.
/// </remarks>
public sealed class LatentShardWriter
{
    private readonly string _folder;
    private readonly LatentShardsInfo _info;
    private readonly IReadOnlyList<string> _names;
    private readonly int _shardSize;

    /// <summary>Plans the shards. Nothing is written yet.</summary>
    /// <param name="folder">Where they go; created when the first is written.</param>
    /// <param name="info">The description of the data set.</param>
    /// <param name="names">The names of all pictures, in order, each once.</param>
    /// <param name="shardSize">The number of pictures in a shard, at least 1; the last may have fewer.</param>
    /// <exception cref="CheckpointException">The folder holds shards of another number of them, so of another data set.</exception>
    public LatentShardWriter(string folder, LatentShardsInfo info, IReadOnlyList<string> names, int shardSize)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfLessThan(shardSize, 1);
        ArgumentOutOfRangeException.ThrowIfZero(names.Count, nameof(names));
        (_folder, _info, _names, _shardSize) = (folder, info, names, shardSize);
        Count = (names.Count - 1) / shardSize + 1;
        RefuseOthers();
    }

    /// <summary>The number of shards.</summary>
    public int Count { get; }

    /// <summary>The pictures of a shard, as a range of the list.</summary>
    /// <param name="shard">The shard's number, from 0.</param>
    public Range PicturesOf(int shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, Count);
        return (shard * _shardSize)..Math.Min(_names.Count, (shard + 1) * _shardSize);
    }

    /// <summary>Whether a shard is there already.</summary>
    /// <param name="shard">The shard's number, from 0.</param>
    /// <exception cref="CheckpointException">A file of its name is there, made from other pictures or by another model.</exception>
    public bool IsWritten(int shard)
    {
        var path = PathOf(shard);
        if (!File.Exists(path))
            return false;
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.GetValueOrDefault(ShardNames.Fingerprint) == FingerprintOf(shard)
            ? true
            : throw new CheckpointException($"{path}: was made from other pictures, by another model or with other options; choose another folder, or delete it");
    }

    /// <summary>Writes a shard as a whole.</summary>
    /// <param name="shard">The shard's number, from 0.</param>
    /// <param name="pictures">Its pictures in their order; those that could not be encoded are left out.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Write(int shard, IReadOnlyList<EncodedPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var (first, count) = PicturesOf(shard).GetOffsetAndLength(_names.Count);
        if (pictures.FirstOrDefault(p => !Fits(p)) is { } wrong)
            throw new ArgumentException($"\"{wrong.Name}\" does not fit the description of the data set, or its two posteriors differ in shape.", nameof(pictures));
        if (pictures.Count > count)
            throw new ArgumentException($"Shard {shard} has {count} pictures; got {pictures.Count}.", nameof(pictures));
        var tensors = pictures.All(p => LatentsFile.HaveOneShape(p.Latents, pictures[0].Latents))
            ? Stack(pictures, first)
            : pictures.SelectMany((p, i) => Stack([p], first + i));
        SafetensorsFile.Write(PathOf(shard), pictures.Count == 0 ? [] : tensors, new Dictionary<string, string>
        {
            ["names"] = JsonSerializer.Serialize([.. pictures.Select(p => p.Name)], LatentsJson.Readable.StringArray),
            ["sizes"] = JsonSerializer.Serialize([.. pictures.Select(p => new[] { p.Latents.PictureWidth, p.Latents.PictureHeight })], LatentsJson.Readable.Int32ArrayArray),
            [ShardNames.Fingerprint] = FingerprintOf(shard),
        });
    }

    /// <summary>Writes the index, once all shards are there.</summary>
    /// <returns>The names of the pictures that could not be encoded, and are in no shard.</returns>
    /// <exception cref="CheckpointException">A shard is missing, or of another data set, or the index cannot be written.</exception>
    public IReadOnlyList<string> Finish()
    {
        var files = new List<(string File, int Pictures)>();
        var weightMap = new List<KeyValuePair<string, string>>();
        var shapes = new HashSet<(int, int, int)>();
        var missing = new List<string>();
        var bytes = 0L;
        for (var shard = 0; shard < Count; shard++)
        {
            if (!IsWritten(shard))
                throw new CheckpointException($"{PathOf(shard)}: is missing, so that the index cannot be written yet");
            using var file = LatentsFile.OpenShard(PathOf(shard));
            files.Add((Path.GetFileName(file.Path), file.Entries.Count));
            weightMap.AddRange(file.Tensors.Keys.Order(StringComparer.Ordinal).Select(t => KeyValuePair.Create(t, Path.GetFileName(file.Path))));
            bytes += file.Tensors.Values.Sum(t => t.Count * TensorTypes.SizeOf(t.Type));
            shapes.UnionWith(file.Entries.Select(e => (e.Channels, e.Height, e.Width)));
            missing.AddRange(_names.Take(PicturesOf(shard)).Except(file.Entries.Select(e => e.Name)));
        }
        int[] shape = shapes.Count == 1 && shapes.Single() is var (z, h, w) ? [z, h, w] : [];
        try
        {
            new ShardIndex(_info, shape, files).Write(Path.Combine(_folder, ShardNames.Index), weightMap, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{Path.Combine(_folder, ShardNames.Index)}: cannot be written: {e.Message}", e);
        }
        return missing;
    }

    private IEnumerable<StoredTensor> Stack(IReadOnlyList<EncodedPicture> pictures, int first)
    {
        var shape = pictures[0].Latents;
        long[] sizes = [pictures.Count, shape.Channels, shape.Height, shape.Width];
        StoredTensor Of(string name, Func<EncodedPicture, float[]> values) => LatentsFile.Stack(ShardNames.Tensor(name, first), sizes, pictures.Select(values));
        yield return Of(ShardNames.Mean, p => p.Latents.Mean);
        yield return Of(ShardNames.LogVariance, p => p.Latents.LogVariance);
        yield return Of(ShardNames.MirroredMean, p => p.Mirrored.Mean);
        yield return Of(ShardNames.MirroredLogVariance, p => p.Mirrored.LogVariance);
        if (_info.Classes.Count > 0)
            yield return new StoredTensor(ShardNames.Tensor(ShardNames.Label, first), new TensorInfo(TensorType.Int64, [pictures.Count]), stream => WriteLabels(stream, pictures));
    }

    private static void WriteLabels(Stream stream, IReadOnlyList<EncodedPicture> pictures)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var picture in pictures)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, picture.Label!.Value);
            stream.Write(bytes);
        }
    }

    private bool Fits(EncodedPicture picture) =>
        picture.Latents.Channels == _info.LatentChannels && LatentsFile.HaveOneShape(picture.Latents, picture.Mirrored)
        && (_info.Classes.Count == 0 ? picture.Label is null : picture.Label >= 0 && picture.Label < _info.Classes.Count);

    // Everything that decides what a shard holds.
    private string FingerprintOf(int shard)
    {
        var text = new StringBuilder().AppendJoin('\n', _info.FirstStage, _info.Resolution?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "");
        text.Append('\n').AppendJoin('/', _info.Classes).Append('\n').AppendJoin('\n', _names.Take(PicturesOf(shard)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private string PathOf(int shard) => Path.Combine(_folder, ShardNames.File(shard, Count));

    private void RefuseOthers()
    {
        if (!Directory.Exists(_folder))
            return;
        var other = Directory.EnumerateFiles(_folder, "latents-*").Select(Path.GetFileName)
            .FirstOrDefault(name => ShardNames.ShardsOf(name!) is { } shards && shards != Count);
        if (other is not null)
            throw new CheckpointException($"{_folder}: holds {other}, of another data set than this one of {Count} shards; choose another folder");
    }
}
