using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Shards;

namespace LiteVae.Codec;

/// <summary>A safetensors file of latents, opened for reading: posteriors of pictures by name.</summary>
/// <remarks>
/// It holds <c>mean</c> and <c>logvar</c> [N,Z,h,w], or several of each under numbers, <c>mean.0</c>, <c>logvar.0</c>, <c>mean.1</c>, …,
/// as where the pictures differ in size; they count in the order of the numbers. Its metadata has <c>names</c> (JSON
/// array), <c>sizes</c> (JSON array of [width, height]) and <c>latents</c>: <c>raw</c>, or <c>normalized</c> by the statistics of the model.
/// Files of other programs may lack all of these, and log variances; their latents count as raw.
/// </remarks>
public sealed class LatentsFile : IDisposable
{
    private const string FormKey = "latents";
    private const string Raw = "raw";
    private const string Normalized = "normalized";

    // Each takes about 150 bytes once it is listed, but as few as two in the file.
    private const int MaxCount = 1 << 22;

    private readonly SafetensorsFile _file;

    private LatentsFile(SafetensorsFile file, bool maybeEmpty)
    {
        _file = file;
        Entries = List(file, maybeEmpty);
        IsNormalized = file.Metadata.GetValueOrDefault(FormKey, Raw) switch
        {
            Raw => false,
            Normalized => true,
            var other => throw new CheckpointException($"{file.Path}: its metadata \"{FormKey}\" is \"{other}\", expected \"{Raw}\" or \"{Normalized}\"."),
        };
    }

    /// <summary>The file, as it was named.</summary>
    public string Path => _file.Path;

    /// <summary>What the file holds, in its order.</summary>
    public IReadOnlyList<LatentsEntry> Entries { get; }

    /// <summary>Whether the latents are normalized: divided by the statistics of the model, as diffusion models see them.</summary>
    public bool IsNormalized { get; }

    /// <summary>All tensors of the file.</summary>
    internal IReadOnlyDictionary<string, TensorInfo> Tensors => _file.Tensors;

    /// <summary>Opens a file.</summary>
    /// <exception cref="CheckpointException">The file is malformed, has no latents of this form, or its metadata contradicts them.</exception>
    public static LatentsFile Open(string path) => Open(path, maybeEmpty: false);

    /// <summary>Reads a file from a stream, to its end, into memory.</summary>
    /// <param name="stream">From its present position on; it stays the caller's.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <inheritdoc cref="Open(string)"/>
    public static LatentsFile Read(Stream stream, string name = "stream") => Of(SafetensorsFile.Read(stream, name), maybeEmpty: false);

    /// <summary>Opens a shard, which has no latents where none of its pictures could be encoded.</summary>
    /// <inheritdoc cref="Open(string)"/>
    internal static LatentsFile OpenShard(string path) => Open(path, maybeEmpty: true);

    /// <summary>Writes a file as a whole: if anything fails, an older file is left as it was.</summary>
    /// <param name="path">The file; missing folders are created.</param>
    /// <param name="latents">At least one, with the names of their pictures.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, Latents Latents)> latents)
    {
        var (tensors, metadata) = Content(latents);
        SafetensorsFile.Write(path, tensors, metadata);
    }

    /// <summary>Writes the same file to a stream.</summary>
    /// <param name="stream">Receives the file; it stays the caller's.</param>
    /// <param name="latents">At least one, with the names of their pictures.</param>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public static void Write(Stream stream, IReadOnlyList<(string Name, Latents Latents)> latents)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (tensors, metadata) = Content(latents);
        using var content = SafetensorsContent.Buffer("stream", tensors, metadata);
        content.CopyTo(stream);
    }

    /// <summary>Reads the latent of a picture.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="factor">Pixels per latent position: gives the picture's size where the file does not.</param>
    /// <returns>Mean and log variance; the least there is where the file holds none.</returns>
    /// <exception cref="CheckpointException">The tensors cannot be read.</exception>
    public Latents Read(LatentsEntry entry, int factor) => Read(entry, factor, mirrored: false, scale: null);

    /// <summary>Reads the latent of a picture, or of the mirrored picture where the file holds both.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="factor">Pixels per latent position: gives the picture's size where the file does not.</param>
    /// <param name="mirrored">Whether to read that of the mirrored picture.</param>
    /// <param name="scale">Statistics that the result carries.</param>
    /// <exception cref="CheckpointException">The tensors cannot be read.</exception>
    internal Latents Read(LatentsEntry entry, int factor, bool mirrored, LatentScale? scale)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (channels, height, width) = (entry.Channels, entry.Height, entry.Width);
        var suffix = entry.Tensor[ShardNames.Mean.Length..];
        var meanName = mirrored ? ShardNames.MirroredMean + suffix : entry.Tensor;
        CheckShape(_file, meanName, _file.Tensors[entry.Tensor].Shape, required: true);
        var mean = Row(meanName, entry.Row);
        var logVarianceName = (mirrored ? ShardNames.MirroredLogVariance : ShardNames.LogVariance) + suffix;
        CheckShape(_file, logVarianceName, _file.Tensors[entry.Tensor].Shape, required: mirrored);
        var logVariance = _file.Tensors.ContainsKey(logVarianceName)
            ? Row(logVarianceName, entry.Row)
            : Enumerable.Repeat(PosteriorLimits.MinLogVariance, mean.Length).ToArray();
        var (pictureWidth, pictureHeight) = entry.PictureSize ?? (width * factor, height * factor);
        return new Latents(mean, logVariance, channels, height, width, pictureWidth, pictureHeight, scale) { IsNormalized = IsNormalized };
    }

    /// <summary>Reads the number of a picture's class.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="classes">The number of classes.</param>
    /// <exception cref="CheckpointException">The file has no such label, or one of another class.</exception>
    internal unsafe int ReadLabel(LatentsEntry entry, int classes)
    {
        var name = ShardNames.Label + entry.Tensor[ShardNames.Mean.Length..];
        if (_file.Tensors.GetValueOrDefault(name) is not { Type: TensorType.Int64, Shape: [var count] } || count <= entry.Row)
            throw new CheckpointException($"{Path}: has no labels \"{name}\" (int64) of its pictures");
        var label = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(
            new ReadOnlySpan<byte>(_file.Data(_file.Find(name)) + (long)entry.Row * sizeof(long), sizeof(long)));
        return label >= 0 && label < classes ? (int)label : throw new CheckpointException($"{Path}: \"{name}\" has the label {label}; there are {classes} classes");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Whether two latents, and their pictures, have the same shape.</summary>
    internal static bool HaveOneShape(Latents a, Latents b) =>
        (a.Channels, a.Height, a.Width, a.PictureWidth, a.PictureHeight) == (b.Channels, b.Height, b.Width, b.PictureWidth, b.PictureHeight);

    private static LatentsFile Open(string path, bool maybeEmpty) => Of(SafetensorsFile.Open(path), maybeEmpty);

    private static LatentsFile Of(SafetensorsFile file, bool maybeEmpty)
    {
        try
        {
            return new LatentsFile(file, maybeEmpty);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static (IEnumerable<StoredTensor> Tensors, Dictionary<string, string> Metadata) Content(IReadOnlyList<(string Name, Latents Latents)> latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentOutOfRangeException.ThrowIfZero(latents.Count, nameof(latents));
        if (latents.Any(l => string.IsNullOrEmpty(l.Name)))
            throw new ArgumentException("A picture has no name.", nameof(latents));
        if (latents.Any(l => l.Latents.IsNormalized != latents[0].Latents.IsNormalized))
            throw new ArgumentException("Some latents are normalized and others are not; a file holds one kind.", nameof(latents));
        var first = latents[0].Latents;
        var tensors = latents.All(l => HaveOneShape(l.Latents, first))
            ? Stack(latents)
            : latents.SelectMany((l, i) => Stack([l], $".{i}"));
        return (tensors, new Dictionary<string, string>
        {
            [FormKey] = first.IsNormalized ? Normalized : Raw,
            ["names"] = JsonSerializer.Serialize([.. latents.Select(l => l.Name)], LatentsJson.Readable.StringArray),
            ["sizes"] = JsonSerializer.Serialize([.. latents.Select(l => new[] { l.Latents.PictureWidth, l.Latents.PictureHeight })], LatentsJson.Readable.Int32ArrayArray),
        });
    }

    private static IEnumerable<StoredTensor> Stack(IReadOnlyList<(string Name, Latents Latents)> latents, string suffix = "")
    {
        var first = latents[0].Latents;
        long[] shape = [latents.Count, first.Channels, first.Height, first.Width];
        float[][] means = [.. latents.Select(l => l.Latents.Mean)];
        float[][] logVariances = [.. latents.Select(l => l.Latents.LogVariance)];
        return [Stack($"mean{suffix}", shape, means), Stack($"logvar{suffix}", shape, logVariances)];
    }

    /// <summary>A tensor of the latents of several pictures, one after the other.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">[N,Z,h,w].</param>
    /// <param name="values">Each picture's [Z,h,w]; they are read when the file is written.</param>
    internal static StoredTensor Stack(string name, long[] shape, IEnumerable<float[]> values) => new(name, new TensorInfo(TensorType.Float32, shape), stream =>
    {
        foreach (var each in values)
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(each.AsSpan()));
    });

    private float[] Row(string name, int row)
    {
        var info = _file.Tensors[name];
        var values = new float[info.Count / info.Shape[0]];
        _file.Read(name, (long)row * values.Length, values);
        return values;
    }

    private static LatentsEntry[] List(SafetensorsFile file, bool maybeEmpty)
    {
        List<(string Tensor, int Row, long[] Shape)> rows = [];
        foreach (var (name, info) in file.Tensors.Where(t => NumberOf(t.Key) is not null).OrderBy(t => NumberOf(t.Key)))
        {
            if (info.Shape.Length != 4 || !IsLatent(info.Shape))
                throw new CheckpointException($"{file.Path}: \"{name}\" has shape [{string.Join(',', info.Shape)}], expected [N,Z,h,w].");
            if (rows.Count + info.Shape[0] > MaxCount)
                throw new CheckpointException($"{file.Path}: holds {rows.Count + info.Shape[0]} latents or more; at most {MaxCount} are read from one file.");
            CheckShape(file, ShardNames.LogVariance + name[ShardNames.Mean.Length..], info.Shape);
            rows.AddRange(Enumerable.Range(0, checked((int)info.Shape[0])).Select(i => (name, i, info.Shape)));
        }
        if (rows.Count == 0 && !maybeEmpty)
            throw new CheckpointException($"{file.Path} holds no latents: expected a tensor \"mean\" [N,Z,h,w], or \"mean.0\", \"mean.1\", …");

        var names = Metadata(file, "names", rows.Count, LatentsJson.Default.StringArray);
        var sizes = Metadata(file, "sizes", rows.Count, LatentsJson.Default.Int32ArrayArray);
        if (names?.Any(string.IsNullOrEmpty) == true || sizes?.Any(s => s is not [> 0, > 0]) == true)
            throw new CheckpointException($"{file.Path}: its metadata has an empty name, or a size that is not [width, height].");
        return [.. rows.Select((r, i) => new LatentsEntry(
            names?[i] ?? $"latent-{i:0000}", sizes is null ? null : (sizes[i][0], sizes[i][1]), r.Tensor, r.Row, r.Shape))];
    }

    // The number of "mean.7"; that of "mean" comes before all of them.
    private static int? NumberOf(string tensor) => tensor == ShardNames.Mean ? -1
        : tensor.StartsWith(ShardNames.Mean + '.', StringComparison.Ordinal)
            && int.TryParse(tensor.AsSpan(ShardNames.Mean.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static void CheckShape(SafetensorsFile file, string name, long[] expected, bool required = false)
    {
        if (!file.Tensors.TryGetValue(name, out var info))
        {
            if (required)
                throw new CheckpointException($"{file.Path}: has no tensor \"{name}\"");
        }
        else if (!info.Shape.SequenceEqual(expected))
        {
            throw new CheckpointException(
                $"{file.Path}: \"{name}\" has shape [{string.Join(',', info.Shape)}], expected that of the means, [{string.Join(',', expected)}].");
        }
    }

    // A size of zero would take no bytes, and so stand for any number of latents.
    private static bool IsLatent(long[] shape) =>
        shape.All(size => size is > 0 and <= int.MaxValue) && shape.Skip(1).Aggregate((Int128)1, (product, size) => product * size) <= Array.MaxLength;

    private static T[]? Metadata<T>(SafetensorsFile file, string key, int count, JsonTypeInfo<T[]> type)
    {
        if (!file.Metadata.TryGetValue(key, out var json))
            return null;
        T[]? values;
        try
        {
            values = JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"{file.Path}: its metadata \"{key}\" is not a JSON array of the expected kind.", e);
        }
        return values?.Length == count ? values
            : throw new CheckpointException($"{file.Path}: its metadata \"{key}\" has {values?.Length ?? 0} entries for {count} latents.");
    }
}

/// <summary>The generated JSON contracts of a latents file's metadata.</summary>
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[][]))]
internal sealed partial class LatentsJson : JsonSerializerContext
{
    /// <summary>The same, leaving names in other scripts readable.</summary>
    public static LatentsJson Readable { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
