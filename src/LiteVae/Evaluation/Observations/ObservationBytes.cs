using LiteVae.Checkpoints;
using LiteVae.Distributed;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Observations;

/// <summary>Observations as bytes that ranks send each other.</summary>
internal static class ObservationBytes
{
    private const int MaxDimensions = 8;

    public static byte[] Write(IReadOnlyList<BatchObservation> observations)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        WriteAll(writer, observations, batch =>
        {
            WriteAll(writer, batch.Indices, writer.Write);
            writer.Write(batch.Side);
            WriteAll(writer, batch.Originals, x => Write(writer, x));
            WriteAll(writer, batch.Candidates, candidate =>
            {
                WriteAll(writer, candidate.Values, values => WriteAll(writer, values, writer.Write));
                WriteAll(writer, candidate.Sets, set => WriteAll(writer, set, x => Write(writer, x)));
                writer.Write(candidate.Seconds);
                WriteAll(writer, candidate.Notices, writer.Write);
            });
        });
        writer.Flush();
        return stream.ToArray();
    }

    /// <returns>The observations, whose tensors belong to the caller's dispose scope.</returns>
    /// <exception cref="CommunicationException">The bytes are not those of observations.</exception>
    public static IReadOnlyList<BatchObservation> Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        try
        {
            var observations = ReadAll(reader, () => new BatchObservation(
                ReadAll(reader, reader.ReadInt64), reader.ReadInt64(), ReadAll(reader, () => ReadTensor(reader)), ReadAll(reader, () => new CandidateObservation(
                    ReadAll(reader, () => ReadAll(reader, reader.ReadDouble)), ReadAll(reader, IReadOnlyList<Tensor> () => ReadAll(reader, () => ReadTensor(reader))),
                    reader.ReadDouble(), ReadAll(reader, reader.ReadString)))));
            return Left(reader) == 0 ? observations : throw new InvalidDataException($"{Left(reader)} bytes follow the last one.");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            throw new CommunicationException($"The observations that a rank sent cannot be read: {e.Message}", e);
        }
    }

    private static long Left(BinaryReader reader) => reader.BaseStream.Length - reader.BaseStream.Position;

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
            write(item);
    }

    private static T[] ReadAll<T>(BinaryReader reader, Func<T> read)
    {
        var count = reader.ReadInt32();
        // Every item takes a byte at least.
        if (count < 0 || count > Left(reader))
            throw new InvalidDataException($"{count} items are announced, and {Left(reader)} bytes are left.");
        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
            items[i] = read();
        return items;
    }

    private static void Write(BinaryWriter writer, Tensor x)
    {
        writer.Write((int)x.dtype);
        WriteAll(writer, x.shape, writer.Write);
        writer.Flush();
        TensorMemory.WriteTo(writer.BaseStream, x);
    }

    private static Tensor ReadTensor(BinaryReader reader)
    {
        var type = (ScalarType)reader.ReadInt32();
        if (ScalarTypes.Stored(type) is null)
            throw new InvalidDataException($"There is no type of tensors with the number {(int)type}.");
        var shape = ReadAll(reader, reader.ReadInt64);
        if (shape.Length > MaxDimensions || shape.Any(size => size is < 0 or > int.MaxValue) || !Fits(shape, ScalarTypes.SizeOf(type), Left(reader)))
            throw new InvalidDataException($"A tensor of [{string.Join(",", shape)}] {type} is announced, and {Left(reader)} bytes are left.");
        var x = empty(shape, type);
        TensorMemory.Fill(x, reader.BaseStream);
        return type != ScalarType.Bool || TensorMemory.HoldsBooleans(x) ? x : throw new InvalidDataException("A tensor has truth values other than 0 and 1.");
    }

    private static bool Fits(long[] shape, int size, long bytes)
    {
        var (length, strides) = ((Int128)size, (Int128)1); // of a tensor without elements, strides are made all the same
        foreach (var side in shape)
            (length, strides) = (length * side, strides * Math.Max(1, side));
        return length <= bytes && strides <= long.MaxValue;
    }
}
