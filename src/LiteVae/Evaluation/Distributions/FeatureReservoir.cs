using LiteVae.Codec.Numerics;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Distributions;

/// <summary>A uniform random sample of the rows that pass by (Vitter's algorithm R), in constant memory. Owns its tensor.</summary>
/// <remarks>Which rows are kept depends on the seed and their order, not on how they were cut into batches.</remarks>
internal sealed class FeatureReservoir : IDisposable
{
    private readonly ulong _seed;
    private readonly int _capacity;
    private RandomStream _random;
    private Tensor? _rows; // [capacity, D], float32

    /// <param name="capacity">Rows to keep at most.</param>
    /// <param name="seed">The seed of the choice of rows.</param>
    public FeatureReservoir(int capacity, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        (_capacity, _seed, _random) = (capacity, seed, new RandomStream(seed));
    }

    /// <summary>Rows that went by.</summary>
    public long Seen { get; private set; }

    /// <summary>Rows that are kept.</summary>
    public int Count => (int)Math.Min(Seen, _capacity);

    /// <summary>Takes rows [B,D].</summary>
    public void Add(Tensor rows)
    {
        TensorGuards.RequireRank(rows, 2, "A sample of features", "[B,D]");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var values = rows.detach().to(CPU).to_type(ScalarType.Float32);
        if (!values.isfinite().all().item<bool>())
            throw new ArgumentException("Features hold values that are not finite.", nameof(rows));
        _rows ??= zeros(_capacity, values.size(1)).DetachFromDisposeScope();
        if (values.size(1) != _rows.size(1))
            throw new ArgumentException($"A sample of features expects [B,{_rows.size(1)}]; got {TensorGuards.Shape(rows)}.", nameof(rows));
        for (long i = 0; i < values.size(0); i++)
        {
            var place = Seen < _capacity ? (int)Seen : Below(Seen + 1);
            Seen++;
            if (place < _capacity)
                _rows.select(0, place).copy_(values.select(0, i));
        }
    }

    /// <summary>All kept rows: [Count,D], float64.</summary>
    public Tensor Rows()
    {
        if (_rows is null)
            throw new InvalidOperationException("There are no features to sample from.");
        using var scope = NewDisposeScope();
        return _rows.narrow(0, 0, Count).to_type(ScalarType.Float64).MoveToOuterDisposeScope();
    }

    /// <summary>Indices of distinct kept rows, at random; a pure function of the seed and the draw.</summary>
    public long[] Choose(int count, int draw)
    {
        var random = new RandomStream(RandomStream.Mix(_seed, (ulong)draw));
        var indices = Enumerable.Range(0, Count).Select(i => (long)i).ToArray();
        for (var i = 0; i < count; i++)
        {
            var j = i + random.Below(indices.Length - i);
            (indices[i], indices[j]) = (indices[j], indices[i]);
        }
        return indices[..count];
    }

    public void Dispose() => _rows?.Dispose();

    private int Below(long count) => (int)Math.Min(int.MaxValue, (long)(((UInt128)_random.Next() * (ulong)count) >> 64));
}
