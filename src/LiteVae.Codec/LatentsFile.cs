using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec;

/// <summary>A safetensors file of latents, opened for reading: posteriors of pictures by name.</summary>
/// <remarks>
/// It holds <c>mean</c> and <c>logvar</c> [N,Z,h,w], or <c>mean.0</c>, <c>logvar.0</c>, <c>mean.1</c>, … where the pictures
/// differ in size; its metadata <c>names</c> (JSON array) and <c>sizes</c> (JSON array of [width, height]). Files of other
/// programs may lack names, sizes and log variances.
/// </remarks>
public sealed class LatentsFile : IDisposable
{
    // Each takes about 150 bytes once it is listed, but as few as two in the file.
    private const int MaxCount = 1 << 22;

    private readonly SafetensorsFile _file;

    private LatentsFile(SafetensorsFile file)
    {
        _file = file;
        Entries = List(file);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path => _file.Path;

    /// <summary>What the file holds, in its order.</summary>
    public IReadOnlyList<LatentsEntry> Entries { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CheckpointException">The file is malformed, has no latents of this form, or its metadata contradicts them.</exception>
    public static LatentsFile Open(string path)
    {
        var file = SafetensorsFile.Open(path);
        try
        {
            return new LatentsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file as a whole: if anything fails, an older file is left as it was.</summary>
    /// <param name="path">The file; missing folders are created.</param>
    /// <param name="latents">At least one, with the names of their pictures.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, Latents Latents)> latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentOutOfRangeException.ThrowIfZero(latents.Count, nameof(latents));
        if (latents.Any(l => string.IsNullOrEmpty(l.Name)))
            throw new ArgumentException("A picture has no name.", nameof(latents));
        var first = latents[0].Latents;
        var tensors = latents.All(l => HaveOneShape(l.Latents, first))
            ? Stack(latents)
            : latents.SelectMany((l, i) => Stack([l], $".{i}"));
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string>
        {
            ["names"] = JsonSerializer.Serialize([.. latents.Select(l => l.Name)], LatentsJson.Readable.StringArray),
            ["sizes"] = JsonSerializer.Serialize([.. latents.Select(l => new[] { l.Latents.PictureWidth, l.Latents.PictureHeight })], LatentsJson.Readable.Int32ArrayArray),
        });
    }

    /// <summary>Reads the latent of a picture.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="factor">Pixels per latent position: gives the picture's size where the file does not.</param>
    /// <returns>Mean and log variance; the least there is where the file holds none.</returns>
    /// <exception cref="CheckpointException">The tensors cannot be read.</exception>
    public Latents Read(LatentsEntry entry, int factor)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (channels, height, width) = (entry.Channels, entry.Height, entry.Width);
        var mean = Row(entry.Tensor, entry.Row);
        var logVarianceName = $"logvar{entry.Tensor["mean".Length..]}";
        var logVariance = _file.Tensors.TryGetValue(logVarianceName, out var info) && info.Shape.SequenceEqual(_file.Tensors[entry.Tensor].Shape)
            ? Row(logVarianceName, entry.Row)
            : Enumerable.Repeat(Models.PosteriorLimits.MinLogVariance, mean.Length).ToArray();
        var (pictureWidth, pictureHeight) = entry.PictureSize ?? (width * factor, height * factor);
        return new Latents(mean, logVariance, channels, height, width, pictureWidth, pictureHeight);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static bool HaveOneShape(Latents a, Latents b) =>
        (a.Channels, a.Height, a.Width, a.PictureWidth, a.PictureHeight) == (b.Channels, b.Height, b.Width, b.PictureWidth, b.PictureHeight);

    private static IEnumerable<StoredTensor> Stack(IReadOnlyList<(string Name, Latents Latents)> latents, string suffix = "")
    {
        var first = latents[0].Latents;
        long[] shape = [latents.Count, first.Channels, first.Height, first.Width];
        return [Of("mean", l => l.Mean), Of("logvar", l => l.LogVariance)];

        StoredTensor Of(string name, Func<Latents, float[]> values) => new(name + suffix, new TensorInfo(TensorType.Float32, shape), stream =>
        {
            foreach (var (_, each) in latents)
                stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values(each).AsSpan()));
        });
    }

    private float[] Row(string name, int row)
    {
        var info = _file.Tensors[name];
        var values = new float[info.Count / info.Shape[0]];
        _file.Read(name, (long)row * values.Length, values);
        return values;
    }

    private static LatentsEntry[] List(SafetensorsFile file)
    {
        List<(string Tensor, int Row, long[] Shape)> rows = [];
        if (file.Tensors.TryGetValue("mean", out var batch))
        {
            if (batch.Shape.Length != 4 || !IsLatent(batch.Shape))
                throw new CheckpointException($"{file.Path}: \"mean\" has shape [{string.Join(',', batch.Shape)}], expected [N,Z,h,w].");
            if (batch.Shape[0] > MaxCount)
                throw new CheckpointException($"{file.Path}: holds {batch.Shape[0]} latents; at most {MaxCount} are read from one file.");
            rows.AddRange(Enumerable.Range(0, checked((int)batch.Shape[0])).Select(i => ("mean", i, batch.Shape)));
        }
        for (var i = 0; file.Tensors.TryGetValue($"mean.{i}", out var single); i++)
        {
            if (single.Shape.Length != 4 || single.Shape[0] != 1 || !IsLatent(single.Shape))
                throw new CheckpointException($"{file.Path}: \"mean.{i}\" has shape [{string.Join(',', single.Shape)}], expected [1,Z,h,w].");
            rows.Add(($"mean.{i}", 0, single.Shape));
        }
        if (rows.Count == 0)
            throw new CheckpointException($"{file.Path} holds no latents: expected a tensor \"mean\" [N,Z,h,w], or \"mean.0\", \"mean.1\", …");

        var names = Metadata(file, "names", rows.Count, LatentsJson.Default.StringArray);
        var sizes = Metadata(file, "sizes", rows.Count, LatentsJson.Default.Int32ArrayArray);
        if (names?.Any(string.IsNullOrEmpty) == true || sizes?.Any(s => s is not [> 0, > 0]) == true)
            throw new CheckpointException($"{file.Path}: its metadata has an empty name, or a size that is not [width, height].");
        return [.. rows.Select((r, i) => new LatentsEntry(
            names?[i] ?? $"latent-{i:0000}", sizes is null ? null : (sizes[i][0], sizes[i][1]), r.Tensor, r.Row, r.Shape))];
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
