using LiteVae.Distributed;

namespace LiteVae.Fuzz.Targets;

/// <summary>One of two ranks, whose other sends given bytes.</summary>
/// <param name="rank">Of this one.</param>
/// <param name="message">What the other sends: of broadcasts one after the other, of a gathering the whole.</param>
internal sealed class ReplayedCommunicator(int rank, byte[] message) : ICommunicator
{
    private int _at;

    public int Rank => rank;

    public int Size => 2;

    public int LocalRank => rank;

    public int LocalSize => 2;

    public string Host => "here";

    public string Description => "replayed bytes";

    public void Sum(Span<float> values) => throw new NotSupportedException();

    public void Sum(Span<double> values) => throw new NotSupportedException();

    public void Broadcast(Span<byte> bytes, int root = 0)
    {
        // The transport itself fails where fewer bytes come than are expected.
        if (bytes.Length > message.Length - _at)
            throw new CommunicationException($"{message.Length - _at} bytes came; {bytes.Length} were expected");
        message.AsSpan(_at, bytes.Length).CopyTo(bytes);
        _at += bytes.Length;
    }

    public void Barrier()
    {
    }

    public IReadOnlyList<byte[]>? Gather(ReadOnlySpan<byte> bytes, int root = 0) => rank == root ? [bytes.ToArray(), message] : null;

    public void Abort(int exitCode) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
