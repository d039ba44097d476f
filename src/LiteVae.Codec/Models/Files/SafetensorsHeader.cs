using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace LiteVae.Codec.Models.Files;

/// <summary>The header of a safetensors file: read with every rule of the format, so that what passes is sound.</summary>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, SafetensorsEntry> Entries)
{
    /// <summary>The longest header that readers of the format accept (bytes).</summary>
    public const long MaxLength = 100_000_000;

    public const string MetadataKey = "__metadata__";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks the header of a file of <paramref name="fileLength"/> bytes.</summary>
    /// <exception cref="FormatException">What is wrong, without the file's name.</exception>
    public static SafetensorsHeader Read(Stream stream, long fileLength)
    {
        if (fileLength < 8)
            throw new FormatException(fileLength == 0 ? "the file is empty" : $"the file has {fileLength} bytes, fewer than the 8 of a header's length");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxLength)
            throw new FormatException($"the header claims {length} bytes, more than the {MaxLength} allowed; this is not a safetensors file");
        if (8 + (long)length > fileLength)
            throw new FormatException($"the header claims {length} bytes, but only {fileLength - 8} follow; the file is truncated or not a safetensors file");
        var json = new byte[length];
        stream.ReadExactly(json);
        return Parse(json, fileLength);
    }

    private static SafetensorsHeader Parse(byte[] json, long fileLength)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
            throw new FormatException("the header does not begin with '{'; this is not a safetensors file");
        try
        {
            StrictUtf8.GetCharCount(json);
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var metadata = new Dictionary<string, string>();
            var tensors = new Dictionary<string, SafetensorsEntry>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                    ReadMetadata(property.Value, metadata);
                else
                    tensors.Add(property.Name, ReadEntry(property.Name, property.Value, 8 + json.Length));
            }
            CheckLayout(tensors, 8 + json.Length, fileLength);
            return new SafetensorsHeader(metadata, tensors);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("the header is not UTF-8", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"the header is not valid JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{MetadataKey} is not an object");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw new FormatException($"{MetadataKey} '{property.Name}' is not a string");
            metadata.Add(property.Name, property.Value.GetString()!);
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value, long dataStart)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtypeElement) || dtypeElement.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shapeElement)
            || !value.TryGetProperty("data_offsets", out var offsetsElement))
        {
            throw new FormatException($"tensor '{name}' lacks a dtype, a shape or data_offsets");
        }
        var dtypeName = dtypeElement.GetString()!;
        var dtype = TensorTypes.Parse(dtypeName)
            ?? throw new FormatException($"tensor '{name}' has dtype {dtypeName}; supported are {TensorTypes.AllNames}");
        var shape = ReadIntegers(name, "shape", shapeElement);
        var offsets = ReadIntegers(name, "data_offsets", offsetsElement);
        if (shape.Length > TensorTypes.MaxRank)
            throw new FormatException($"tensor '{name}' has {shape.Length} dimensions, more than {TensorTypes.MaxRank}");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw new FormatException($"tensor '{name}' has data_offsets [{string.Join(',', offsets)}]; expected a begin and an end");
        var bytes = ByteSize(dtype, shape)
            ?? throw new FormatException($"tensor '{name}' has a shape [{string.Join(',', shape)}] whose size overflows");
        if (offsets[1] - offsets[0] != bytes)
            throw new FormatException($"tensor '{name}', {dtypeName} [{string.Join(',', shape)}], needs {bytes} bytes, but its data_offsets span {offsets[1] - offsets[0]}");
        return new SafetensorsEntry(dtype, shape, offsets[0] + dataStart, bytes);
    }

    private static long? ByteSize(TensorType dtype, long[] shape)
    {
        var size = TensorTypes.SizeOf(dtype);
        return TensorTypes.CountElements(shape) is { } count && count <= long.MaxValue / size ? count * size : null;
    }

    private static long[] ReadIntegers(string name, string key, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw new FormatException($"tensor '{name}' has a {key} that is not a list");
        var integers = new long[value.GetArrayLength()];
        var i = 0;
        foreach (var element in value.EnumerateArray())
        {
            // The data's end must stay in range once the header's length is added, hence the bound below 2^63.
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var integer) || integer is < 0 or > long.MaxValue / 2)
                throw new FormatException($"tensor '{name}' has a {key} with {element.GetRawText()}, which is not a size");
            integers[i++] = integer;
        }
        return integers;
    }

    private static void CheckLayout(Dictionary<string, SafetensorsEntry> tensors, long dataStart, long fileLength)
    {
        var end = dataStart;
        foreach (var (name, entry) in tensors.OrderBy(t => t.Value.Offset).ThenBy(t => t.Value.Length))
        {
            if (entry.Offset != end)
                throw new FormatException($"tensor '{name}' begins at byte {entry.Offset - dataStart} of the data; expected {end - dataStart}, where the one before it ends");
            end += entry.Length;
        }
        if (end != fileLength)
            throw new FormatException($"the header describes {end} bytes, but the file has {fileLength}{(end > fileLength ? "; it is truncated" : "")}");
    }
}
