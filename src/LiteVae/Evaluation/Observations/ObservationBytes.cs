using LiteVae.Checkpoints;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Observations;

/// <summary>Observations as bytes that ranks send each other.</summary>
internal static class ObservationBytes
{
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
    public static IReadOnlyList<BatchObservation> Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return ReadAll(reader, () => new BatchObservation(
            ReadAll(reader, reader.ReadInt64), reader.ReadInt64(), ReadAll(reader, () => ReadTensor(reader)), ReadAll(reader, () => new CandidateObservation(
                ReadAll(reader, () => ReadAll(reader, reader.ReadDouble)), ReadAll(reader, IReadOnlyList<Tensor> () => ReadAll(reader, () => ReadTensor(reader))),
                reader.ReadDouble(), ReadAll(reader, reader.ReadString)))));
    }

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
            write(item);
    }

    private static T[] ReadAll<T>(BinaryReader reader, Func<T> read)
    {
        var items = new T[reader.ReadInt32()];
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
        var x = empty(ReadAll(reader, reader.ReadInt64), type);
        TensorMemory.Fill(x, reader.BaseStream);
        return x;
    }
}
