using static TorchSharp.torch;

namespace LiteVae.Kernels;

/// <summary>Memory of feature maps, kept from one call to the next: a call like the last one allocates nothing large.</summary>
/// <remarks>
/// The system's allocator would serve, but lets small things settle between large ones, and so takes ever more. A pool
/// serves one call at a time; what that call did not give back is free again when it ends.
/// </remarks>
internal sealed class FeatureMapPool : IDisposable
{
    // Calls that a piece of memory may go unused before it is let go of: encoding and decoding may take turns.
    private const int Patience = 3;

    [ThreadStatic]
    private static FeatureMapPool? _current;

    private readonly List<Piece> _free = [];
    private readonly Dictionary<nint, Piece> _busy = []; // by where they start
    private FeatureMapPool? _outer;

    /// <summary>Serves this thread until <see cref="Leave"/>.</summary>
    public void Enter() => (_outer, _current) = (_current, this);

    /// <summary>Nothing that was rented so far is in use any more.</summary>
    public void FreeAll()
    {
        _free.AddRange(_busy.Values);
        _busy.Clear();
    }

    /// <summary>Ends a call: nothing that it rented is in use any more.</summary>
    public void Leave()
    {
        _current = _outer;
        FreeAll();
        foreach (var piece in _free.Where(p => p.Unused++ >= Patience).ToList())
        {
            piece.Values.Dispose();
            _free.Remove(piece);
        }
    }

    /// <summary>Floats whose values are not set, at least so many: of the pool that serves this thread, or else newly allocated.</summary>
    public static Tensor Rent(long length) => _current is { } pool ? pool.Take(length) : empty(length, ScalarType.Float32, CPU);

    /// <summary>Disposes feature maps of which no other view is in use, and frees their memory for the next.</summary>
    public static unsafe void Recycle(Tensor maps)
    {
        if (_current is { _busy.Count: > 0 } pool && maps.dtype == ScalarType.Float32 && pool._busy.Remove((nint)KernelTensors.Data(maps), out var piece))
            pool._free.Add(piece);
        maps.Dispose();
    }

    public void Dispose()
    {
        foreach (var piece in _free.Concat(_busy.Values))
            piece.Values.Dispose();
        _free.Clear();
        _busy.Clear();
    }

    private unsafe Tensor Take(long length)
    {
        var piece = _free.Where(p => p.Length >= length).MinBy(p => (p.Length, p.Unused)); // of equals the latest used, so that others can go
        if (piece is null)
            piece = new Piece(empty(length, ScalarType.Float32, CPU).DetachFromDisposeScope(), length);
        else
            _free.Remove(piece);
        piece.Unused = 0;
        _busy.Add((nint)KernelTensors.Data(piece.Values), piece);
        return piece.Values.alias();
    }

    private sealed class Piece(Tensor values, long length)
    {
        public Tensor Values { get; } = values;

        public long Length { get; } = length;

        public int Unused { get; set; }
    }
}
