using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;

namespace LiteVae.Runs.Observers.TensorBoard;

/// <summary>A TensorBoard event file: records framed as TFRecord, each an <see cref="Event"/> message.</summary>
/// <remarks>
/// A record is its length (u64, little-endian), the length's masked CRC-32C, the payload, and the payload's masked
/// CRC-32C. The messages are generated from TensorBoard/event.proto.
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
        Write(now, 0, new Event { FileVersion = "brain.Event:2" });
    }

    /// <summary>Tells readers that events from a step on, in older files of the folder, are void.</summary>
    public void Restart(DateTimeOffset now, long step) =>
        Write(now, step, new Event { SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });

    public void Scalars(DateTimeOffset now, long step, IReadOnlyDictionary<string, double> values)
    {
        var summary = new Summary();
        summary.Value.AddRange(values.Select(v => new Summary.Types.Value { Tag = v.Key, SimpleValue = (float)v.Value }));
        Write(now, step, new Event { Summary = summary });
    }

    public void Image(DateTimeOffset now, long step, string name, int width, int height, byte[] png)
    {
        const int Rgb = 3;
        var image = new Summary.Types.Image { Height = height, Width = width, Colorspace = Rgb, EncodedImageString = UnsafeByteOperations.UnsafeWrap(png) };
        Write(now, step, new Event { Summary = new Summary { Value = { new Summary.Types.Value { Tag = name, Image = image } } } });
    }

    public void Dispose() => _file.Dispose();

    /// <summary>CRC-32C (Castagnoli), rotated and offset as TFRecord has it.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private void Write(DateTimeOffset now, long step, Event record)
    {
        record.WallTime = now.ToUnixTimeMilliseconds() / 1000.0;
        record.Step = step;
        var length = record.CalculateSize();
        var bytes = new byte[16 + length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), MaskedCrc(bytes.AsSpan(0, 8)));
        var payload = bytes.AsSpan(12, length);
        record.WriteTo(payload);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12 + length), MaskedCrc(payload));
        _file.Write(bytes);
        _file.Flush();
    }
}
