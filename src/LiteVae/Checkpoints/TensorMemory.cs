using System.Buffers;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Bytes in and out of tensors, in pieces, so that a tensor may be larger than a span.</summary>
internal static class TensorMemory
{
    private const int PieceBytes = 1 << 26;

    /// <summary>Fills a contiguous CPU tensor from <paramref name="source"/>, which holds exactly its bytes.</summary>
    public static unsafe void Fill(Tensor target, byte* source)
    {
        foreach (var (start, piece) in Pieces(target))
        {
            using (piece)
            {
                var bytes = piece.bytes;
                new ReadOnlySpan<byte>(source + start, bytes.Length).CopyTo(bytes);
            }
        }
    }

    /// <summary>Fills a contiguous CPU tensor from a stream.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before the tensor does.</exception>
    public static void Fill(Tensor target, Stream source)
    {
        foreach (var (_, piece) in Pieces(target))
        {
            using (piece)
                source.ReadExactly(piece.bytes);
        }
    }

    /// <summary>Whether a boolean tensor's bytes are all 0 or 1; any other is undefined to libtorch.</summary>
    public static bool HoldsBooleans(Tensor tensor)
    {
        var sound = true;
        foreach (var (_, piece) in Pieces(tensor))
        {
            using (piece)
                sound &= !piece.bytes.ContainsAnyExceptInRange((byte)0, (byte)1);
        }
        return sound;
    }

    /// <summary>Writes a tensor's elements in row-major order, whatever its device and strides.</summary>
    public static void WriteTo(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (_, piece) in Pieces(tensor.detach().cpu().contiguous()))
        {
            using (piece)
                stream.Write(piece.bytes);
        }
    }

    /// <summary>Hands out the bytes of a contiguous CPU tensor, piece by piece, to be read or to be set.</summary>
    public static void Visit(Tensor tensor, SpanAction<byte, long> visit)
    {
        foreach (var (start, piece) in Pieces(tensor))
        {
            using (piece)
                visit(piece.bytes, start);
        }
    }

    private static IEnumerable<(long Start, Tensor Piece)> Pieces(Tensor tensor)
    {
        var size = ScalarTypes.SizeOf(tensor.dtype);
        var (elements, step) = (tensor.numel(), PieceBytes / size);
        if (elements == 0)
            yield break;
        using var flat = tensor.view(-1);
        for (long start = 0; start < elements; start += step)
            yield return (start * size, flat.narrow(0, start, Math.Min(step, elements - start)));
    }
}
