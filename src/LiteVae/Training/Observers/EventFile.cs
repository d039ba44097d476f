using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

namespace LiteVae.Training.Observers;

/// <summary>A TensorBoard event file: records framed as TFRecord, each an <c>Event</c> message.</summary>
/// <remarks>
/// A record is its length (u64, little-endian), the length's masked CRC-32C, the payload, and the payload's masked
/// CRC-32C. The messages' field numbers are those of tensorflow's event.proto and summary.proto.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;

    public EventFile(string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var name = $"events.out.tfevents.{now.ToUnixTimeSeconds()}.{Environment.MachineName}.{Environment.ProcessId}";
        var path = Path.Combine(folder, name);
        for (var n = 1; File.Exists(path); n++)
            path = Path.Combine(folder, $"{name}.{n}");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(now, 0, output => Text(output, 3, "brain.Event:2"));
    }

    /// <summary>Tells readers that events from a step on, in older files of the folder, are void.</summary>
    public void Restart(DateTimeOffset now, long step) => Write(now, step, output => Nested(output, 7, session =>
    {
        session.WriteTag(1, WireFormat.WireType.Varint); // SessionLog.status = START
        session.WriteEnum(1);
    }));

    public void Scalars(DateTimeOffset now, long step, IReadOnlyDictionary<string, double> values) =>
        Write(now, step, output => Nested(output, 5, summary =>
        {
            foreach (var (name, value) in values)
            {
                Nested(summary, 1, entry =>
                {
                    Text(entry, 1, name);
                    entry.WriteTag(2, WireFormat.WireType.Fixed32); // simple_value
                    entry.WriteFloat((float)value);
                });
            }
        }));

    public void Image(DateTimeOffset now, long step, string name, int width, int height, byte[] png) =>
        Write(now, step, output => Nested(output, 5, summary => Nested(summary, 1, entry =>
        {
            Text(entry, 1, name);
            Nested(entry, 4, image =>
            {
                Number(image, 1, height);
                Number(image, 2, width);
                Number(image, 3, 3); // colorspace: RGB
                image.WriteTag(4, WireFormat.WireType.LengthDelimited);
                image.WriteBytes(UnsafeByteOperations.UnsafeWrap(png));
            });
        })));

    public void Dispose() => _file.Dispose();

    /// <summary>CRC-32C (Castagnoli), rotated and offset as TFRecord has it.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private void Write(DateTimeOffset now, long step, Action<CodedOutputStream> content)
    {
        var payload = Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Fixed64); // wall_time
            output.WriteDouble(now.ToUnixTimeMilliseconds() / 1000.0);
            Number(output, 2, step);
            content(output);
        });
        var record = new byte[16 + payload.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        payload.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + payload.Length), MaskedCrc(payload));
        _file.Write(record);
        _file.Flush();
    }

    private static byte[] Message(Action<CodedOutputStream> content)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
            content(output);
        return buffer.ToArray();
    }

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Message(content)));
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }
}
