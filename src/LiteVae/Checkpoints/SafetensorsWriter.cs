using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Writes safetensors files: the same tensors and metadata always give the same bytes.</summary>
/// <remarks>
/// Tensors are ordered by alignment (widest elements first), then by name, and the header is padded with spaces to a
/// multiple of 8, so that every tensor is aligned in a mapped file.
/// </remarks>
public static class SafetensorsWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Writes a file as a whole: if anything fails, an older file is left as it was.</summary>
    /// <param name="path">The file; missing folders are created.</param>
    /// <param name="tensors">By name; any device, any strides; F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL. One at a time is copied where it is not contiguous in memory.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>.</param>
    /// <exception cref="CheckpointException">A tensor's type has no name in the format, a key is not valid, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (var (name, tensor) in tensors)
            Check(path, name, tensor);
        var ordered = tensors
            .OrderByDescending(t => SafetensorsDtype.SizeOf(t.Value.dtype))
            .ThenBy(t => t.Key, StringComparer.Ordinal)
            .ToList();
        var header = Header(path, ordered, metadata ?? new Dictionary<string, string>());
        try
        {
            AtomicFile.Write(path, stream =>
            {
                stream.Write(header);
                foreach (var (_, tensor) in ordered)
                    TensorMemory.WriteTo(stream, tensor);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: cannot be written: {e.Message}", e);
        }
    }

    private static void Check(string path, string name, Tensor tensor)
    {
        if (tensor is null)
            throw new CheckpointException($"{path}: tensor '{name}' is null");
        if (name == SafetensorsHeader.MetadataKey)
            throw new CheckpointException($"{path}: a tensor cannot have the reserved name {name}");
        if (SafetensorsDtype.NameOf(tensor.dtype) is null)
            throw new CheckpointException($"{path}: tensor '{name}' is {tensor.dtype}; the file can hold {SafetensorsDtype.AllNames}");
        if (tensor.is_sparse)
            throw new CheckpointException($"{path}: tensor '{name}' is sparse; the file holds dense tensors only");
    }

    private static byte[] Header(string path, List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> metadata)
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
            foreach (var (name, tensor) in tensors)
                WriteEntry(json, Valid(path, name), tensor, ref offset);
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

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, ref long offset)
    {
        var begin = offset;
        offset += tensor.numel() * SafetensorsDtype.SizeOf(tensor.dtype);
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsDtype.NameOf(tensor.dtype));
        json.WriteStartArray("shape");
        foreach (var size in tensor.shape)
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
