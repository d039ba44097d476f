using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiteVae.Codec.Kernels.Gemm;

/// <summary>The innermost loop of all convolutions: a few rows times a panel of sixteen columns, held in registers.</summary>
/// <remarks>
/// Six rows by two vectors are twelve accumulators; with two vectors of the panel and one broadcast that makes fifteen of
/// AVX2's sixteen registers, and enough independent sums to keep both multiply-add units busy.
/// </remarks>
internal static unsafe class GemmMicrokernel
{
    /// <summary>Columns of a panel.</summary>
    public const int Columns = 16;

    /// <summary>Rows that are best taken at once.</summary>
    public const int Rows = 6;

    /// <summary>c = a b.</summary>
    /// <param name="a">[rows, depth], rows even, stride <paramref name="depth"/>.</param>
    /// <param name="b">[depth, 16], a panel.</param>
    /// <param name="c">[rows, 16], written.</param>
    /// <param name="stride">From a row of <paramref name="c"/> to the next.</param>
    /// <param name="next">The panel that will be wanted next: it is fetched into the cache meanwhile. Any address will do.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(float* a, int rows, float* b, int depth, float* c, int stride, float* next)
    {
        var row = 0;
        // Two rows alone cannot keep the units busy: eight are better taken as four and four.
        for (; row + 6 <= rows && rows - row != 8; row += 6)
            Six(a + (long)row * depth, b, depth, c + row * stride, stride, next);
        for (; row + 4 <= rows; row += 4)
            Four(a + (long)row * depth, b, depth, c + row * stride, stride, next);
        if (row < rows)
            Two(a + (long)row * depth, b, depth, c + row * stride, stride);
    }

    /// <summary>c += a^T b.</summary>
    /// <param name="a">[depth, rows], rows even.</param>
    /// <param name="aStride">From a row of it to the next.</param>
    /// <param name="b">[depth, 16].</param>
    /// <param name="bStride">From a row of it to the next.</param>
    /// <param name="c">[rows, 16], added to.</param>
    /// <param name="stride">From a row of <paramref name="c"/> to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTransposed(float* a, int rows, int aStride, float* b, int bStride, int depth, float* c, int stride)
    {
        var row = 0;
        for (; row + 6 <= rows; row += 6)
            SixTransposed(a + row, aStride, b, bStride, depth, c + (long)row * stride, stride);
        for (; row < rows; row += 2)
            TwoTransposed(a + row, aStride, b, bStride, depth, c + (long)row * stride, stride);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Six(float* a, float* b, int depth, float* c, int stride, float* next)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        var lower = a + 3 * depth;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00);
            c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[depth]);
            c10 = Fma.MultiplyAdd(x, b0, c10);
            c11 = Fma.MultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2 * depth]);
            c20 = Fma.MultiplyAdd(x, b0, c20);
            c21 = Fma.MultiplyAdd(x, b1, c21);
            x = Vector256.Create(lower[0]);
            c30 = Fma.MultiplyAdd(x, b0, c30);
            c31 = Fma.MultiplyAdd(x, b1, c31);
            x = Vector256.Create(lower[depth]);
            c40 = Fma.MultiplyAdd(x, b0, c40);
            c41 = Fma.MultiplyAdd(x, b1, c41);
            x = Vector256.Create(lower[2 * depth]);
            c50 = Fma.MultiplyAdd(x, b0, c50);
            c51 = Fma.MultiplyAdd(x, b1, c51);
            Sse.Prefetch0(next);
            next += Columns;
            b += Columns;
            a++;
            lower++;
        }
        Store(c, c00, c01);
        Store(c + stride, c10, c11);
        Store(c + 2 * stride, c20, c21);
        Store(c + 3 * stride, c30, c31);
        Store(c + 4 * stride, c40, c41);
        Store(c + 5 * stride, c50, c51);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* a, float* b, int depth, float* c, int stride, float* next)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00);
            c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[depth]);
            c10 = Fma.MultiplyAdd(x, b0, c10);
            c11 = Fma.MultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2 * depth]);
            c20 = Fma.MultiplyAdd(x, b0, c20);
            c21 = Fma.MultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3 * depth]);
            c30 = Fma.MultiplyAdd(x, b0, c30);
            c31 = Fma.MultiplyAdd(x, b1, c31);
            Sse.Prefetch0(next);
            next += Columns;
            b += Columns;
            a++;
        }
        Store(c, c00, c01);
        Store(c + stride, c10, c11);
        Store(c + 2 * stride, c20, c21);
        Store(c + 3 * stride, c30, c31);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Two(float* a, float* b, int depth, float* c, int stride)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00);
            c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[depth]);
            c10 = Fma.MultiplyAdd(x, b0, c10);
            c11 = Fma.MultiplyAdd(x, b1, c11);
            b += Columns;
            a++;
        }
        Store(c, c00, c01);
        Store(c + stride, c10, c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector256<float> first, Vector256<float> second)
    {
        first.Store(to);
        second.Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SixTransposed(float* a, int aStride, float* b, int bStride, int depth, float* c, int stride)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00);
            c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Fma.MultiplyAdd(x, b0, c10);
            c11 = Fma.MultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = Fma.MultiplyAdd(x, b0, c20);
            c21 = Fma.MultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = Fma.MultiplyAdd(x, b0, c30);
            c31 = Fma.MultiplyAdd(x, b1, c31);
            x = Vector256.Create(a[4]);
            c40 = Fma.MultiplyAdd(x, b0, c40);
            c41 = Fma.MultiplyAdd(x, b1, c41);
            x = Vector256.Create(a[5]);
            c50 = Fma.MultiplyAdd(x, b0, c50);
            c51 = Fma.MultiplyAdd(x, b1, c51);
            a += aStride;
            b += bStride;
        }
        Add(c, c00, c01);
        Add(c + stride, c10, c11);
        Add(c + 2 * stride, c20, c21);
        Add(c + 3 * stride, c30, c31);
        Add(c + 4 * stride, c40, c41);
        Add(c + 5 * stride, c50, c51);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TwoTransposed(float* a, int aStride, float* b, int bStride, int depth, float* c, int stride)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = Fma.MultiplyAdd(x, b0, c00);
            c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Fma.MultiplyAdd(x, b0, c10);
            c11 = Fma.MultiplyAdd(x, b1, c11);
            a += aStride;
            b += bStride;
        }
        Add(c, c00, c01);
        Add(c + stride, c10, c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* to, Vector256<float> first, Vector256<float> second) =>
        Store(to, Vector256.Load(to) + first, Vector256.Load(to + 8) + second);
}
