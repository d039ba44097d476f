namespace LiteVae.Distributed;

/// <summary>The communicator of a process that works alone.</summary>
public sealed class SingleRank : ICommunicator
{
    private SingleRank()
    {
    }

    /// <summary>The only one, as it has no state.</summary>
    public static SingleRank Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public int LocalRank => 0;

    /// <inheritdoc/>
    public int LocalSize => 1;

    /// <inheritdoc/>
    public string Host => Environment.MachineName;

    /// <inheritdoc/>
    public string Description => "one process";

    /// <inheritdoc/>
    public void Sum(Span<float> values)
    {
    }

    /// <inheritdoc/>
    public void Sum(Span<double> values)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(Span<byte> bytes, int root = 0) => ArgumentOutOfRangeException.ThrowIfNotEqual(root, 0);

    /// <inheritdoc/>
    public void Barrier()
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]>? Gather(ReadOnlySpan<byte> bytes, int root = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(root, 0);
        return [bytes.ToArray()];
    }

    /// <summary>Does nothing: there is nobody who would wait.</summary>
    public void Abort(int exitCode)
    {
    }

    /// <summary>Does nothing.</summary>
    public void Dispose()
    {
    }
}
