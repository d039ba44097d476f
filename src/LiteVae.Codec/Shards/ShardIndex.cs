using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Shards;

/// <summary>The index of a data set of latents: Hugging Face's layout of sharded files, with the data set's description in its metadata.</summary>
/// <param name="Info">The description.</param>
/// <param name="Shape">[Z,h,w] of every latent; empty where they differ.</param>
/// <param name="Shards">The files in order, with the number of pictures in each.</param>
internal sealed record ShardIndex(LatentShardsInfo Info, IReadOnlyList<int> Shape, IReadOnlyList<(string File, int Pictures)> Shards)
{
    private const string Format = "litevae-latents";

    // An index lists a few names for each shard: more is no index.
    private const long MaxBytes = 1 << 28;

    /// <summary>Writes the index as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weightMap">The file of each tensor.</param>
    /// <param name="totalSize">The bytes of all tensors.</param>
    public void Write(string path, IEnumerable<KeyValuePair<string, string>> weightMap, long totalSize) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteNumber("total_size", totalSize);
        json.WriteString("format", Format);
        json.WriteString("first_stage", Info.FirstStage);
        json.WriteNumber("latent_channels", Info.LatentChannels);
        json.WriteNumber("downsampling_factor", Info.DownsamplingFactor);
        if (Info.Resolution is { } resolution)
            json.WriteNumber("resolution", resolution);
        if (Info.Scale is { } scale)
        {
            Write(json, "latent_mean", scale.Mean, json.WriteNumberValue);
            Write(json, "latent_std", scale.StandardDeviation, json.WriteNumberValue);
        }
        if (Info.Classes.Count > 0)
            Write(json, "classes", Info.Classes, json.WriteStringValue);
        Write(json, "shape", Shape, json.WriteNumberValue);
        json.WriteStartArray("shards");
        foreach (var (file, pictures) in Shards)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteNumber("pictures", pictures);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("weight_map");
        foreach (var (tensor, file) in weightMap)
            json.WriteString(tensor, file);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Reads an index.</summary>
    /// <exception cref="CheckpointException">The file is missing, or not a valid index.</exception>
    public static ShardIndex Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (stream.Length > MaxBytes)
                throw new CheckpointException($"{path}: has {stream.Length} bytes; an index of latents has at most {MaxBytes}");
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(path, document.RootElement.GetProperty("metadata"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException($"{path}: there is no index of latents; an encoding that was interrupted has none until the same command has ended", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException
            or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: is not a valid index of latents: {e.Message}", e);
        }
    }

    private static ShardIndex Read(string path, JsonElement metadata)
    {
        if (metadata.GetProperty("format").GetString() != Format)
            throw new CheckpointException($"{path}: its format is not {Format}");
        double[]? Numbers(string key) => metadata.TryGetProperty(key, out var values) ? [.. values.EnumerateArray().Select(v => v.GetDouble())] : null;
        var info = new LatentShardsInfo
        {
            FirstStage = Text(metadata.GetProperty("first_stage")),
            LatentChannels = Positive(metadata.GetProperty("latent_channels")),
            DownsamplingFactor = Positive(metadata.GetProperty("downsampling_factor")),
            Resolution = metadata.TryGetProperty("resolution", out var resolution) ? Positive(resolution) : null,
            Scale = (Numbers("latent_mean"), Numbers("latent_std")) is ({ } mean, { } deviation) ? new LatentScale(mean, deviation) : null,
            Classes = metadata.TryGetProperty("classes", out var classes) ? [.. classes.EnumerateArray().Select(Text)] : [],
        };
        if (info.Scale is { } scale && (scale.Mean.Count != info.LatentChannels || scale.StandardDeviation.Count != info.LatentChannels || scale.StandardDeviation.Any(d => !(d > 0))))
            throw new FormatException("latent_mean and latent_std do not fit latent_channels");
        int[] shape = [.. metadata.GetProperty("shape").EnumerateArray().Select(Positive)];
        if (shape.Length != 0 && (shape.Length != 3 || shape[0] != info.LatentChannels))
            throw new FormatException("shape is not [latent_channels, height, width]");
        (string, int)[] shards = [.. metadata.GetProperty("shards").EnumerateArray().Select(s => (FileName(s.GetProperty("file")), NotNegative(s.GetProperty("pictures"))))];
        _ = shards.Aggregate(0, (sum, shard) => checked(sum + shard.Item2));
        return new ShardIndex(info, shape, shards);
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("null stands where text belongs");

    private static int Positive(JsonElement element) => element.GetInt32() is > 0 and var value ? value : throw new FormatException("a number is not above 0");

    private static int NotNegative(JsonElement element) => element.GetInt32() is >= 0 and var value ? value : throw new FormatException("a number is below 0");

    // A path would lead out of the folder.
    private static string FileName(JsonElement element) => Text(element) is var name && ShardNames.ShardsOf(name) is not null
        ? name
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"\"{name}\" is not the name of a shard"));

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            write(value);
        json.WriteEndArray();
    }
}
