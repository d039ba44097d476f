using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Attention;

/// <summary>Self-attention over the positions of each image: softmax(q k^T / sqrt(head width)) v, head by head.</summary>
/// <remarks>
/// A block of queries meets one block of keys after the other. The largest score of a query and the sum of its
/// exponentials are kept along the way, and what was summed before is scaled down when a larger score appears (an online
/// softmax), so that scores of a block are all that is ever stored: memory grows with the number of positions, not with its
/// square. Keys and values are packed into panels first, for some images at a time.
/// </remarks>
internal sealed unsafe class AttentionKernel
{
    // Positions of a block of keys: scores of one query that lie side by side.
    private const int KeysOfBlock = 128;

    // The floats of a block of queries and of its sums that stay in a core's second-level cache beside a block of keys.
    private const int QueryFloats = 64 * 1024;
    private const int MaxQueries = 96;
    private const int MinQueries = 24;

    // The floats of packed keys and values that images may share a pass with.
    private const long PackedFloats = 4 << 20;

    private readonly Microkernel _loops;
    private readonly int _heads;
    private readonly int _width; // of a head
    private readonly int _panels; // of a head's channels
    private readonly float _scale;

    /// <param name="heads">The number of heads.</param>
    /// <param name="headWidth">The number of channels of a head.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public AttentionKernel(int heads, int headWidth, Microkernel? microkernel = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(headWidth, 1);
        _loops = microkernel ?? Microkernel.Current;
        (_heads, _width, _panels) = (heads, headWidth, _loops.Panels(headWidth));
        _scale = (float)(1 / Math.Sqrt(headWidth));
    }

    private int Columns => _panels * _loops.PanelColumns;

    /// <summary>The memory beside inputs and result that a call takes, in bytes: packed keys and values, and a block of each thread.</summary>
    /// <param name="images">B.</param>
    /// <param name="positions">N.</param>
    public long ScratchBytes(int images, int positions)
    {
        var packed = ImagesAtOnce(images, positions) * _heads * PackedSize(positions);
        return sizeof(float) * (packed + KernelThreads.Count * ThreadSize(Queries(images, positions)));
    }

    /// <summary>Computes the attention.</summary>
    /// <param name="q">The queries, [B, N, heads * head width].</param>
    /// <param name="k">The keys, [B, N, heads * head width].</param>
    /// <param name="v">The values, [B, N, heads * head width].</param>
    /// <param name="y">The result, [B, N, heads * head width]; may be <paramref name="q"/>, but neither keys nor values.</param>
    public void Run(TokenRows q, TokenRows k, TokenRows v, TokenRows y)
    {
        var (images, positions) = (q.Images, q.Positions);
        foreach (var rows in (ReadOnlySpan<TokenRows>)[q, k, v, y])
            rows.Require(images, positions, _heads * _width);
        var atOnce = ImagesAtOnce(images, positions);
        var queries = Queries(images, positions);
        using var packed = new FloatBuffer(atOnce * _heads * PackedSize(positions), clear: false);
        for (var first = 0; first < images; first += atOnce)
        {
            var heads = Math.Min(atOnce, images - first) * _heads;
            var (keyBlocks, queryBlocks) = (Blocks(positions, KeysOfBlock), Blocks(positions, queries));
            var start = first;
            KernelThreads.For(heads * keyBlocks, i => Pack(k, v, start, i / keyBlocks, i % keyBlocks * KeysOfBlock, packed.Pointer));
            KernelThreads.For(heads * queryBlocks, i => Attend(q, y, start, i / queryBlocks, i % queryBlocks * queries, queries, packed.Pointer));
        }
    }

    private static int Blocks(int positions, int size) => (positions + size - 1) / size;

    // Of a head: keys, [block, panel of positions, head width, PanelColumns], then values, [block, panel of channels, KeysOfBlock, PanelColumns].
    private long PackedSize(int positions) => (long)Blocks(positions, KeysOfBlock) * KeysOfBlock * (_width + Columns);

    private float* PackedKeys(float* packed, int head, int positions, int firstKey) => packed + head * PackedSize(positions) + (long)firstKey * _width;

    private float* PackedValues(float* packed, int head, int positions, int firstKey) =>
        PackedKeys(packed, head, positions, Blocks(positions, KeysOfBlock) * KeysOfBlock) + (long)firstKey * Columns;

    private int ImagesAtOnce(int images, int positions) => (int)Math.Clamp(PackedFloats / (_heads * PackedSize(positions)), 1, images);

    // A block's queries: as many as the cache holds, and so that threads end together.
    private int Queries(int images, int positions)
    {
        var max = Math.Clamp(QueryFloats / (_width + Columns), MinQueries, MaxQueries) / _loops.BlockRows * _loops.BlockRows;
        var threads = KernelThreads.Count;
        var heads = ImagesAtOnce(images, positions) * _heads;
        var rounds = (heads * Blocks(positions, max) + threads - 1) / threads;
        var blocksOfHead = Math.Max(1, rounds * threads / heads);
        return Math.Min(max, Blocks(Blocks(positions, blocksOfHead), _loops.BlockRows) * _loops.BlockRows);
    }

    // Of a thread: scores, sums of values, and two numbers of each query.
    private long ThreadSize(int queries) => queries * (long)(KeysOfBlock + Columns + 2);

    private void Pack(TokenRows k, TokenRows v, int firstImage, int head, int firstKey, float* packed)
    {
        var (image, channel) = (firstImage + head / _heads, head % _heads * _width);
        var count = Math.Min(KeysOfBlock, k.Positions - firstKey);
        var to = PackedKeys(packed, head, k.Positions, firstKey);
        for (var key = 0; key < count; key += _loops.PanelColumns)
        {
            _loops.Pack(
                k.At(image, firstKey + key) + channel, 1, k.Stride, _width, Math.Min(_loops.PanelColumns, count - key), to + (long)key * _width);
        }
        to = PackedValues(packed, head, k.Positions, firstKey);
        for (var panel = 0; panel < _panels; panel++)
        {
            var first = panel * _loops.PanelColumns;
            _loops.Pack(
                v.At(image, firstKey) + channel + first, v.Stride, 1, count, Math.Min(_loops.PanelColumns, _width - first),
                to + (long)first * KeysOfBlock);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Attend(TokenRows q, TokenRows y, int firstImage, int head, int firstQuery, int queries, float* packed)
    {
        var (image, channel) = (firstImage + head / _heads, head % _heads * _width);
        var count = Math.Min(queries, q.Positions - firstQuery);
        var scores = ThreadScratch.Get(ThreadSize(queries)); // [queries, KeysOfBlock]
        var sums = scores + (long)queries * KeysOfBlock; // [queries, Columns]
        var largest = sums + (long)queries * Columns;
        var exponentials = largest + queries;
        for (var firstKey = 0; firstKey < q.Positions; firstKey += KeysOfBlock)
        {
            var keys = Math.Min(KeysOfBlock, q.Positions - firstKey);
            var k = PackedKeys(packed, head, q.Positions, firstKey);
            var v = PackedValues(packed, head, q.Positions, firstKey);
            _loops.Multiply(
                q.At(image, firstQuery) + channel, q.Stride, count, _width, k, (long)_width * _loops.PanelColumns, _loops.Panels(keys), scores, KeysOfBlock, v);
            for (var query = 0; query < count; query++)
                Exponentiate(scores + query * KeysOfBlock, keys, sums + (long)query * Columns, firstKey == 0, ref largest[query], ref exponentials[query]);
            _loops.Multiply(
                scores, KeysOfBlock, count, keys, v, (long)KeysOfBlock * _loops.PanelColumns, _panels, sums, Columns, k + (long)KeysOfBlock * _width,
                accumulate: firstKey > 0);
        }
        for (var query = 0; query < count; query++)
        {
            var sum = sums + (long)query * Columns;
            _loops.Scale(sum, _width, 1 / exponentials[query]);
            new ReadOnlySpan<float>(sum, _width).CopyTo(new Span<float>(y.At(image, firstQuery + query) + channel, _width));
        }
    }

    // Replaces a query's scores of a block by their exponentials, relative to the largest score so far.
    private void Exponentiate(float* scores, int keys, float* sums, bool first, ref float largest, ref float exponentials)
    {
        var max = _loops.Max(scores, keys) * _scale;
        if (first)
        {
            (largest, exponentials) = (max, 0);
        }
        else if (max > largest)
        {
            var factor = MathF.Exp(largest - max);
            _loops.Scale(sums, _width, factor);
            (largest, exponentials) = (max, exponentials * factor);
        }
        exponentials += _loops.ExpSum(scores, keys, _scale, largest);
    }
}
