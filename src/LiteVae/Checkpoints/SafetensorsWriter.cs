using System.Buffers.Binary;
using System.Text.Json;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    private const int ChunkBytes = 1 << 24;

    /// <summary>Writes tensors and metadata, atomically. Equal content gives equal bytes.</summary>
    /// <param name="path">The file; an older one is replaced once the new one is whole.</param>
    /// <param name="tensors">On any device and of any strides; copied one at a time.</param>
    /// <param name="metadata">Strings for the header.</param>
    /// <exception cref="CheckpointException">A tensor's type has no place in the format.</exception>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        // By alignment, descending, then by name: every tensor then begins at a multiple of its element's size.
        var ordered = tensors
            .OrderByDescending(t => SafetensorsTypes.SizeOf(Supported(t.Value)))
            .ThenBy(t => t.Key, StringComparer.Ordinal)
            .ToArray();
        var header = Header(ordered, metadata ?? new Dictionary<string, string>());
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
                WriteBytes(stream, tensor);
        });
    }

    private static ScalarType Supported(Tensor tensor)
    {
        _ = SafetensorsTypes.NameOf(tensor.dtype);
        return tensor.dtype;
    }

    private static byte[] Header(KeyValuePair<string, Tensor>[] ordered, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    writer.WriteString(key, value);
                writer.WriteEndObject();
            }
            var offset = 0L;
            foreach (var (name, tensor) in ordered)
            {
                var end = checked(offset + tensor.numel() * SafetensorsTypes.SizeOf(tensor.dtype));
                writer.WriteStartObject(name);
                writer.WriteString("dtype", SafetensorsTypes.NameOf(tensor.dtype));
                writer.WriteStartArray("shape");
                foreach (var side in tensor.shape)
                    writer.WriteNumberValue(side);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(end);
                writer.WriteEndArray();
                writer.WriteEndObject();
                offset = end;
            }
            writer.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static unsafe void WriteBytes(Stream stream, Tensor tensor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var contiguous = tensor.detach().to(CPU).contiguous();
        var source = (byte*)TensorMemory.Pointer(contiguous);
        var length = contiguous.numel() * SafetensorsTypes.SizeOf(contiguous.dtype);
        for (long done = 0; done < length; done += ChunkBytes)
            stream.Write(new ReadOnlySpan<byte>(source + done, (int)Math.Min(ChunkBytes, length - done)));
        GC.KeepAlive(contiguous);
    }
}
