using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>AVX2 with fused multiply-adds: panels of two vectors, six rows at a time.</summary>
/// <remarks>
/// Six rows by two vectors are twelve accumulators; with two vectors of the panel and one broadcast value they take fifteen
/// of AVX2's sixteen registers, and they are enough independent sums to keep both multiply-add units busy.
/// </remarks>
internal sealed unsafe class Avx2Microkernel : VectorMicrokernel<Avx2InstructionSet, Vector256<float>, Vector256<double>>
{
    private const int Width = 8;
    private const int Columns = 2 * Width;
    private const int Rows = 6;

    public override string Name => "avx2";

    public override int PanelColumns => Columns;

    public override int BlockRows => Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(
        float* a, long aStride, int rows, int depth, float* panels, long panelStride, int panelCount, float* c, long cStride, float* next, bool accumulate)
    {
        for (var panel = 0; panel < panelCount; panel++)
        {
            var b = panels + panel * panelStride;
            var to = c + panel * Columns;
            var fetch = panel + 1 < panelCount ? b + panelStride : next;
            var row = 0;
            // Two rows alone cannot keep the units busy: eight are better taken as four and four.
            for (; row + 6 <= rows && rows - row != 8; row += 6)
                Six(a + row * aStride, aStride, b, depth, to + row * cStride, cStride, fetch, accumulate);
            for (; row + 4 <= rows; row += 4)
                Four(a + row * aStride, aStride, b, depth, to + row * cStride, cStride, fetch, accumulate);
            for (; row + 2 <= rows; row += 2)
                Two(a + row * aStride, aStride, b, depth, to + row * cStride, cStride, fetch, accumulate);
            if (row < rows)
                One(a + row * aStride, b, depth, to + row * cStride, fetch, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddTransposed(float* a, long aStride, int rows, float* b, long bStride, int depth, float* c, long cStride)
    {
        var row = 0;
        for (; row + 6 <= rows; row += 6)
            SixTransposed(a + row, aStride, b, bStride, depth, c + row * cStride, cStride);
        for (; row < rows; row += 2)
            TwoTransposed(a + row, aStride, b, bStride, depth, c + row * cStride, cStride);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Six(float* a, long aStride, float* b, int depth, float* c, long cStride, float* next, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        var lower = a + 3 * aStride;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Width);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create(a[aStride]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            x = Vector256.Create(a[2 * aStride]);
            c20 = Vector256.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(x, b1, c21);
            x = Vector256.Create(lower[0]);
            c30 = Vector256.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(x, b1, c31);
            x = Vector256.Create(lower[aStride]);
            c40 = Vector256.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector256.MultiplyAddEstimate(x, b1, c41);
            x = Vector256.Create(lower[2 * aStride]);
            c50 = Vector256.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector256.MultiplyAddEstimate(x, b1, c51);
            CacheHints.Fetch(next);
            next += Columns;
            b += Columns;
            a++;
            lower++;
        }
        Store(c, c00, c01, accumulate);
        Store(c + cStride, c10, c11, accumulate);
        Store(c + 2 * cStride, c20, c21, accumulate);
        Store(c + 3 * cStride, c30, c31, accumulate);
        Store(c + 4 * cStride, c40, c41, accumulate);
        Store(c + 5 * cStride, c50, c51, accumulate);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* a, long aStride, float* b, int depth, float* c, long cStride, float* next, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Width);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create(a[aStride]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            x = Vector256.Create(a[2 * aStride]);
            c20 = Vector256.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(x, b1, c21);
            x = Vector256.Create(a[3 * aStride]);
            c30 = Vector256.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(x, b1, c31);
            CacheHints.Fetch(next);
            next += Columns;
            b += Columns;
            a++;
        }
        Store(c, c00, c01, accumulate);
        Store(c + cStride, c10, c11, accumulate);
        Store(c + 2 * cStride, c20, c21, accumulate);
        Store(c + 3 * cStride, c30, c31, accumulate);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Two(float* a, long aStride, float* b, int depth, float* c, long cStride, float* next, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Width);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create(a[aStride]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            CacheHints.Fetch(next);
            next += Columns;
            b += Columns;
            a++;
        }
        Store(c, c00, c01, accumulate);
        Store(c + cStride, c10, c11, accumulate);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void One(float* a, float* b, int depth, float* c, float* next, bool accumulate)
    {
        Vector256<float> c00 = default, c01 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Width);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            CacheHints.Fetch(next);
            next += Columns;
            b += Columns;
            a++;
        }
        Store(c, c00, c01, accumulate);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SixTransposed(float* a, long aStride, float* b, long bStride, int depth, float* c, long cStride)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Width);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = Vector256.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = Vector256.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(x, b1, c31);
            x = Vector256.Create(a[4]);
            c40 = Vector256.MultiplyAddEstimate(x, b0, c40);
            c41 = Vector256.MultiplyAddEstimate(x, b1, c41);
            x = Vector256.Create(a[5]);
            c50 = Vector256.MultiplyAddEstimate(x, b0, c50);
            c51 = Vector256.MultiplyAddEstimate(x, b1, c51);
            a += aStride;
            b += bStride;
        }
        Store(c, c00, c01, accumulate: true);
        Store(c + cStride, c10, c11, accumulate: true);
        Store(c + 2 * cStride, c20, c21, accumulate: true);
        Store(c + 3 * cStride, c30, c31, accumulate: true);
        Store(c + 4 * cStride, c40, c41, accumulate: true);
        Store(c + 5 * cStride, c50, c51, accumulate: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TwoTransposed(float* a, long aStride, float* b, long bStride, int depth, float* c, long cStride)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default;
        for (var i = 0; i < depth; i++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Width);
            var x = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            a += aStride;
            b += bStride;
        }
        Store(c, c00, c01, accumulate: true);
        Store(c + cStride, c10, c11, accumulate: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector256<float> first, Vector256<float> second, bool accumulate)
    {
        if (accumulate)
        {
            first += Vector256.Load(to);
            second += Vector256.Load(to + Width);
        }
        first.Store(to);
        second.Store(to + Width);
    }
}
