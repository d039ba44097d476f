using System.Text;
using System.Text.Json;

namespace LiteVae.Checkpoints;

/// <summary>Reads a safetensors header and refuses whatever the format does not allow.</summary>
internal static class SafetensorsHeader
{
    public const long LargestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    /// <exception cref="FormatException">Saying which rule is broken.</exception>
    public static (Dictionary<string, string> Metadata, OrderedDictionary<string, SafetensorsEntry> Tensors) Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        if (json.IsEmpty || json.Span[0] != (byte)'{')
            throw new FormatException("the header does not begin with '{'");
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(json.Span);
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement, dataLength);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw new FormatException($"the header is not valid JSON: {e.Message}", e);
        }
    }

    private static (Dictionary<string, string>, OrderedDictionary<string, SafetensorsEntry>) Read(JsonElement root, long dataLength)
    {
        var metadata = new Dictionary<string, string>();
        var entries = new Dictionary<string, SafetensorsEntry>();
        var seen = new HashSet<string>();
        foreach (var property in root.EnumerateObject())
        {
            if (!seen.Add(property.Name))
                throw new FormatException($"the key \"{property.Name}\" stands twice in the header");
            if (property.Name == MetadataKey)
                ReadMetadata(property.Value, metadata);
            else
                entries[property.Name] = ReadEntry(property.Name, property.Value);
        }

        var sorted = new OrderedDictionary<string, SafetensorsEntry>();
        var end = 0L;
        foreach (var (name, entry) in entries.OrderBy(e => e.Value.Offset).ThenBy(e => e.Value.Length))
        {
            if (entry.Offset != end)
                throw new FormatException($"tensor \"{name}\" begins at byte {entry.Offset} where {end} is due: tensors must follow one another without gap or overlap");
            end += entry.Length;
            sorted[name] = entry;
        }
        if (end != dataLength)
            throw new FormatException(end > dataLength
                ? $"it is truncated: its tensors take {end} bytes, of which {dataLength} are there"
                : $"{dataLength - end} bytes follow the last tensor");
        return (metadata, sorted);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{MetadataKey} is not an object");
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw new FormatException($"{MetadataKey}.{property.Name} is not a string");
            if (!metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw new FormatException($"{MetadataKey}.{property.Name} stands twice");
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException($"tensor \"{name}\" is not described by an object");
        string? type = null;
        long[]? shape = null, offsets = null;
        foreach (var property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "dtype" when type is null:
                    type = property.Value.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Numbers(name, property.Value);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(name, property.Value);
                    break;
                default:
                    throw new FormatException($"tensor \"{name}\" has a key \"{property.Name}\" that is unknown or stands twice");
            }
        }
        if (type is null || shape is null || offsets is not [var begin, var end] || end < begin)
            throw new FormatException($"tensor \"{name}\" lacks a dtype, a shape or two ascending data_offsets");
        if (SafetensorsTypes.Parse(type) is not { } scalarType)
            throw new FormatException($"tensor \"{name}\" has dtype {type}; known: {SafetensorsTypes.Names}");
        try
        {
            var size = checked(shape.Aggregate(1L, (product, side) => checked(product * side)) * SafetensorsTypes.SizeOf(scalarType));
            if (size != end - begin)
                throw new FormatException($"tensor \"{name}\" of {type} [{string.Join(',', shape)}] takes {size} bytes, but its data_offsets span {end - begin}");
        }
        catch (OverflowException e)
        {
            throw new FormatException($"the shape of tensor \"{name}\" overflows", e);
        }
        return new SafetensorsEntry(scalarType, shape, begin, end - begin);
    }

    private static long[] Numbers(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw new FormatException($"tensor \"{name}\" has a shape or data_offsets that are no lists");
        return [.. element.EnumerateArray().Select(n =>
            n.ValueKind == JsonValueKind.Number && n.TryGetInt64(out var value) && value >= 0 ? value
            : throw new FormatException($"tensor \"{name}\" has {n.GetRawText()} where a whole number of at least 0 is due"))];
    }
}
