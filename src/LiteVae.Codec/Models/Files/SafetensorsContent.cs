using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LiteVae.Codec.Models.Files;

/// <summary>Writes safetensors files: the same tensors and metadata always give the same bytes.</summary>
/// <remarks>
/// Tensors are ordered by alignment (widest elements first), then by name, and the header is padded with spaces to a
/// multiple of 8, so that every tensor is aligned in a mapped file.
/// </remarks>
internal static class SafetensorsContent
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Writes a file as a whole: if anything fails, an older file is left as it was.</summary>
    /// <param name="path">The file; missing folders are created.</param>
    /// <param name="tensors">What it holds; each name once.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>.</param>
    /// <exception cref="CheckpointException">A name is not valid or stands twice, a tensor has more or fewer bytes than its shape asks for, or the file cannot be written.</exception>
    public static void Write(string path, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var write = Writer(path, tensors, metadata);
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes the same content into memory.</summary>
    /// <param name="name">What the file is called in messages.</param>
    /// <inheritdoc cref="Write"/>
    public static MemoryStream Buffer(string name, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var buffer = new MemoryStream();
        Writer(name, tensors, metadata)(buffer);
        buffer.Position = 0;
        return buffer;
    }

    // Checks everything that can be checked before a byte is written. The stream must tell its position.
    private static Action<Stream> Writer(string name, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        StoredTensor[] ordered = [.. tensors.OrderByDescending(t => TensorTypes.SizeOf(t.Info.Type)).ThenBy(t => t.Name, StringComparer.Ordinal)];
        if (ordered.Any(t => t.Name == SafetensorsHeader.MetadataKey))
            throw new CheckpointException($"{name}: a tensor cannot have the reserved name {SafetensorsHeader.MetadataKey}");
        if (ordered.CountBy(t => t.Name).FirstOrDefault(n => n.Value > 1).Key is { } twice)
            throw new CheckpointException($"{name}: two tensors are named '{twice}'");
        var header = Header(name, ordered, metadata ?? new Dictionary<string, string>());
        return stream =>
        {
            stream.Write(header);
            foreach (var tensor in ordered)
                WriteData(name, tensor, stream);
        };
    }

    // A tensor of another length would shift all that follow it, and readers would take their neighbor's bytes for theirs.
    private static void WriteData(string path, StoredTensor tensor, Stream stream)
    {
        var start = stream.Position;
        tensor.Write(stream);
        var (written, expected) = (stream.Position - start, ByteCount(tensor.Info));
        if (written != expected)
            throw new CheckpointException($"{path}: tensor '{tensor.Name}' [{string.Join(',', tensor.Info.Shape)}] takes {expected} bytes; {written} were given");
    }

    private static long ByteCount(TensorInfo tensor) => checked(tensor.Count * TensorTypes.SizeOf(tensor.Type));

    private static byte[] Header(string path, StoredTensor[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[8]);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(Valid(path, key), Valid(path, value));
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var tensor in tensors)
                WriteEntry(json, Valid(path, tensor.Name), tensor.Info, ref offset);
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        var bytes = buffer.ToArray();
        if (bytes.Length - 8 > SafetensorsHeader.MaxLength)
            throw new CheckpointException($"{path}: the header takes {bytes.Length - 8} bytes; at most {SafetensorsHeader.MaxLength} are allowed");
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - 8);
        return bytes;
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, TensorInfo tensor, ref long offset)
    {
        var begin = offset;
        offset = checked(offset + ByteCount(tensor));
        json.WriteStartObject(name);
        json.WriteString("dtype", TensorTypes.NameOf(tensor.Type));
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A lone surrogate would be replaced silently, and the key lost.
    private static string Valid(string path, string text)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new CheckpointException($"{path}: a name or metadata string is not valid Unicode", e);
        }
    }
}
