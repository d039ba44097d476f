namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Memory of feature maps, kept from one call to the next: a call like the last one allocates nothing large.</summary>
/// <remarks>
/// A pool serves one call at a time. A simulated pool hands out no memory and only counts: with it, a network's run is
/// rehearsed to learn how much memory a real one takes.
/// </remarks>
/// <param name="simulated">Whether memory is only counted.</param>
internal sealed unsafe class FeatureMapPool(bool simulated = false) : IDisposable
{
    // Calls during which a piece of memory may go unused before it is freed: encoding and decoding may take turns.
    private const int MaxUnusedCalls = 3;

    private readonly List<PooledMemory> _free = [];
    private readonly HashSet<PooledMemory> _busy = [];

    /// <summary>Whether memory is only counted.</summary>
    public bool IsSimulated => simulated;

    /// <summary>Floats in all pieces, in use or free.</summary>
    public long Length { get; private set; }

    /// <summary>The highest <see cref="Length"/> so far.</summary>
    public long MaxLength { get; private set; }

    /// <summary>A piece of at least so many floats, whose values are not set.</summary>
    public PooledMemory Rent(long length)
    {
        PooledMemory? piece = null;
        foreach (var free in _free)
        {
            if (free.Length >= length && (piece is null || (free.Length, free.UnusedCalls).CompareTo((piece.Length, piece.UnusedCalls)) < 0))
                piece = free;
        }
        if (piece is null)
            piece = Allocate(length);
        else
            _free.Remove(piece);
        piece.UnusedCalls = 0;
        _busy.Add(piece);
        return piece;
    }

    /// <summary>Gives a piece back, free for the next.</summary>
    public void Return(PooledMemory piece)
    {
        if (_busy.Remove(piece))
            _free.Add(piece);
    }

    /// <summary>Gives back all pieces that are in use.</summary>
    public void ReturnAll()
    {
        _free.AddRange(_busy);
        _busy.Clear();
    }

    /// <summary>Ends a call: all pieces are given back, and those that several calls did not use are freed.</summary>
    public void EndCall()
    {
        ReturnAll();
        for (var i = _free.Count - 1; i >= 0; i--)
        {
            if (_free[i].UnusedCalls++ < MaxUnusedCalls)
                continue;
            Length -= _free[i].Length;
            _free[i].Dispose();
            _free.RemoveAt(i);
        }
    }

    public void Dispose()
    {
        ReturnAll();
        foreach (var piece in _free)
            piece.Dispose();
        _free.Clear();
        Length = 0;
    }

    private PooledMemory Allocate(long length)
    {
        var piece = new PooledMemory(simulated ? null : new FloatBuffer(length, clear: false), length);
        Length += length;
        MaxLength = Math.Max(MaxLength, Length);
        return piece;
    }
}
