using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>Matrix products: up to twelve rows by two vectors of columns, held in registers.</content>
/// <remarks>
/// A number that is a type is a constant to the compiler, which leaves out the rows and the second vector that a call does
/// not have. The most rows are as many as leave a register for each vector of the panel and one for a value of a row:
/// six of sixteen registers, twelve of 32.
/// </remarks>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    // A tile of c = a b, or of c += a b. The second vector of columns is read at a distance from the first.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TRows, TVectors>(
        float* a, long aStride, float* b, long second, int depth, float* c, long cStride, float* next, bool accumulate)
        where TRows : struct, INumber
        where TVectors : struct, INumber
    {
        TVector c00 = TSet.Create(0f), c01 = TSet.Create(0f);
        TVector c10 = TSet.Create(0f), c11 = TSet.Create(0f);
        TVector c20 = TSet.Create(0f), c21 = TSet.Create(0f);
        TVector c30 = TSet.Create(0f), c31 = TSet.Create(0f);
        TVector c40 = TSet.Create(0f), c41 = TSet.Create(0f);
        TVector c50 = TSet.Create(0f), c51 = TSet.Create(0f);
        TVector c60 = TSet.Create(0f), c61 = TSet.Create(0f);
        TVector c70 = TSet.Create(0f), c71 = TSet.Create(0f);
        TVector c80 = TSet.Create(0f), c81 = TSet.Create(0f);
        TVector c90 = TSet.Create(0f), c91 = TSet.Create(0f);
        TVector c100 = TSet.Create(0f), c101 = TSet.Create(0f);
        TVector c110 = TSet.Create(0f), c111 = TSet.Create(0f);
        var a3 = a + 3 * aStride;
        var a6 = a + 6 * aStride;
        var a9 = a + 9 * aStride;
        for (var i = 0; i < depth; i++)
        {
            var b0 = TSet.Load(b);
            var b1 = TVectors.Value > 1 ? TSet.Load(b + second) : b0;
            var x0 = TSet.Create(a[0]);
            c00 = TSet.MultiplyAdd(x0, b0, c00);
            if (TVectors.Value > 1)
                c01 = TSet.MultiplyAdd(x0, b1, c01);
            if (TRows.Value > 1)
            {
                var x = TSet.Create(a[aStride]);
                c10 = TSet.MultiplyAdd(x, b0, c10);
                if (TVectors.Value > 1)
                    c11 = TSet.MultiplyAdd(x, b1, c11);
            }
            if (TRows.Value > 2)
            {
                var x = TSet.Create(a[2 * aStride]);
                c20 = TSet.MultiplyAdd(x, b0, c20);
                if (TVectors.Value > 1)
                    c21 = TSet.MultiplyAdd(x, b1, c21);
            }
            if (TRows.Value > 3)
            {
                var x = TSet.Create(a3[0]);
                c30 = TSet.MultiplyAdd(x, b0, c30);
                if (TVectors.Value > 1)
                    c31 = TSet.MultiplyAdd(x, b1, c31);
            }
            if (TRows.Value > 4)
            {
                var x = TSet.Create(a3[aStride]);
                c40 = TSet.MultiplyAdd(x, b0, c40);
                if (TVectors.Value > 1)
                    c41 = TSet.MultiplyAdd(x, b1, c41);
            }
            if (TRows.Value > 5)
            {
                var x = TSet.Create(a3[2 * aStride]);
                c50 = TSet.MultiplyAdd(x, b0, c50);
                if (TVectors.Value > 1)
                    c51 = TSet.MultiplyAdd(x, b1, c51);
            }
            if (TRows.Value > 6)
            {
                var x = TSet.Create(a6[0]);
                c60 = TSet.MultiplyAdd(x, b0, c60);
                if (TVectors.Value > 1)
                    c61 = TSet.MultiplyAdd(x, b1, c61);
            }
            if (TRows.Value > 7)
            {
                var x = TSet.Create(a6[aStride]);
                c70 = TSet.MultiplyAdd(x, b0, c70);
                if (TVectors.Value > 1)
                    c71 = TSet.MultiplyAdd(x, b1, c71);
            }
            if (TRows.Value > 8)
            {
                var x = TSet.Create(a6[2 * aStride]);
                c80 = TSet.MultiplyAdd(x, b0, c80);
                if (TVectors.Value > 1)
                    c81 = TSet.MultiplyAdd(x, b1, c81);
            }
            if (TRows.Value > 9)
            {
                var x = TSet.Create(a9[0]);
                c90 = TSet.MultiplyAdd(x, b0, c90);
                if (TVectors.Value > 1)
                    c91 = TSet.MultiplyAdd(x, b1, c91);
            }
            if (TRows.Value > 10)
            {
                var x = TSet.Create(a9[aStride]);
                c100 = TSet.MultiplyAdd(x, b0, c100);
                if (TVectors.Value > 1)
                    c101 = TSet.MultiplyAdd(x, b1, c101);
            }
            if (TRows.Value > 11)
            {
                var x = TSet.Create(a9[2 * aStride]);
                c110 = TSet.MultiplyAdd(x, b0, c110);
                if (TVectors.Value > 1)
                    c111 = TSet.MultiplyAdd(x, b1, c111);
            }
            CacheHints.Fetch(next);
            if (TSet.PanelVectors < TVectors.Value)
                CacheHints.Fetch(next + second);
            next += TSet.PanelVectors * TSet.Width;
            b += TSet.PanelVectors * TSet.Width;
            a++;
            if (TRows.Value > 3)
                a3++;
            if (TRows.Value > 6)
                a6++;
            if (TRows.Value > 9)
                a9++;
        }
        Write<TVectors>(c, c00, c01, accumulate);
        if (TRows.Value > 1)
            Write<TVectors>(c + cStride, c10, c11, accumulate);
        if (TRows.Value > 2)
            Write<TVectors>(c + 2 * cStride, c20, c21, accumulate);
        if (TRows.Value > 3)
            Write<TVectors>(c + 3 * cStride, c30, c31, accumulate);
        if (TRows.Value > 4)
            Write<TVectors>(c + 4 * cStride, c40, c41, accumulate);
        if (TRows.Value > 5)
            Write<TVectors>(c + 5 * cStride, c50, c51, accumulate);
        if (TRows.Value > 6)
            Write<TVectors>(c + 6 * cStride, c60, c61, accumulate);
        if (TRows.Value > 7)
            Write<TVectors>(c + 7 * cStride, c70, c71, accumulate);
        if (TRows.Value > 8)
            Write<TVectors>(c + 8 * cStride, c80, c81, accumulate);
        if (TRows.Value > 9)
            Write<TVectors>(c + 9 * cStride, c90, c91, accumulate);
        if (TRows.Value > 10)
            Write<TVectors>(c + 10 * cStride, c100, c101, accumulate);
        if (TRows.Value > 11)
            Write<TVectors>(c + 11 * cStride, c110, c111, accumulate);
    }

    // A tile of c += a^T b.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TransposedTile<TRows, TVectors>(float* a, long aStride, float* b, long bStride, int depth, float* c, long cStride)
        where TRows : struct, INumber
        where TVectors : struct, INumber
    {
        TVector c00 = TSet.Create(0f), c01 = TSet.Create(0f);
        TVector c10 = TSet.Create(0f), c11 = TSet.Create(0f);
        TVector c20 = TSet.Create(0f), c21 = TSet.Create(0f);
        TVector c30 = TSet.Create(0f), c31 = TSet.Create(0f);
        TVector c40 = TSet.Create(0f), c41 = TSet.Create(0f);
        TVector c50 = TSet.Create(0f), c51 = TSet.Create(0f);
        TVector c60 = TSet.Create(0f), c61 = TSet.Create(0f);
        TVector c70 = TSet.Create(0f), c71 = TSet.Create(0f);
        TVector c80 = TSet.Create(0f), c81 = TSet.Create(0f);
        TVector c90 = TSet.Create(0f), c91 = TSet.Create(0f);
        TVector c100 = TSet.Create(0f), c101 = TSet.Create(0f);
        TVector c110 = TSet.Create(0f), c111 = TSet.Create(0f);
        for (var i = 0; i < depth; i++)
        {
            var b0 = TSet.Load(b);
            var b1 = TVectors.Value > 1 ? TSet.Load(b + TSet.Width) : b0;
            var x0 = TSet.Create(a[0]);
            c00 = TSet.MultiplyAdd(x0, b0, c00);
            if (TVectors.Value > 1)
                c01 = TSet.MultiplyAdd(x0, b1, c01);
            if (TRows.Value > 1)
            {
                var x = TSet.Create(a[1]);
                c10 = TSet.MultiplyAdd(x, b0, c10);
                if (TVectors.Value > 1)
                    c11 = TSet.MultiplyAdd(x, b1, c11);
            }
            if (TRows.Value > 2)
            {
                var x = TSet.Create(a[2]);
                c20 = TSet.MultiplyAdd(x, b0, c20);
                if (TVectors.Value > 1)
                    c21 = TSet.MultiplyAdd(x, b1, c21);
            }
            if (TRows.Value > 3)
            {
                var x = TSet.Create(a[3]);
                c30 = TSet.MultiplyAdd(x, b0, c30);
                if (TVectors.Value > 1)
                    c31 = TSet.MultiplyAdd(x, b1, c31);
            }
            if (TRows.Value > 4)
            {
                var x = TSet.Create(a[4]);
                c40 = TSet.MultiplyAdd(x, b0, c40);
                if (TVectors.Value > 1)
                    c41 = TSet.MultiplyAdd(x, b1, c41);
            }
            if (TRows.Value > 5)
            {
                var x = TSet.Create(a[5]);
                c50 = TSet.MultiplyAdd(x, b0, c50);
                if (TVectors.Value > 1)
                    c51 = TSet.MultiplyAdd(x, b1, c51);
            }
            if (TRows.Value > 6)
            {
                var x = TSet.Create(a[6]);
                c60 = TSet.MultiplyAdd(x, b0, c60);
                if (TVectors.Value > 1)
                    c61 = TSet.MultiplyAdd(x, b1, c61);
            }
            if (TRows.Value > 7)
            {
                var x = TSet.Create(a[7]);
                c70 = TSet.MultiplyAdd(x, b0, c70);
                if (TVectors.Value > 1)
                    c71 = TSet.MultiplyAdd(x, b1, c71);
            }
            if (TRows.Value > 8)
            {
                var x = TSet.Create(a[8]);
                c80 = TSet.MultiplyAdd(x, b0, c80);
                if (TVectors.Value > 1)
                    c81 = TSet.MultiplyAdd(x, b1, c81);
            }
            if (TRows.Value > 9)
            {
                var x = TSet.Create(a[9]);
                c90 = TSet.MultiplyAdd(x, b0, c90);
                if (TVectors.Value > 1)
                    c91 = TSet.MultiplyAdd(x, b1, c91);
            }
            if (TRows.Value > 10)
            {
                var x = TSet.Create(a[10]);
                c100 = TSet.MultiplyAdd(x, b0, c100);
                if (TVectors.Value > 1)
                    c101 = TSet.MultiplyAdd(x, b1, c101);
            }
            if (TRows.Value > 11)
            {
                var x = TSet.Create(a[11]);
                c110 = TSet.MultiplyAdd(x, b0, c110);
                if (TVectors.Value > 1)
                    c111 = TSet.MultiplyAdd(x, b1, c111);
            }
            a += aStride;
            b += bStride;
        }
        Write<TVectors>(c, c00, c01, accumulate: true);
        if (TRows.Value > 1)
            Write<TVectors>(c + cStride, c10, c11, accumulate: true);
        if (TRows.Value > 2)
            Write<TVectors>(c + 2 * cStride, c20, c21, accumulate: true);
        if (TRows.Value > 3)
            Write<TVectors>(c + 3 * cStride, c30, c31, accumulate: true);
        if (TRows.Value > 4)
            Write<TVectors>(c + 4 * cStride, c40, c41, accumulate: true);
        if (TRows.Value > 5)
            Write<TVectors>(c + 5 * cStride, c50, c51, accumulate: true);
        if (TRows.Value > 6)
            Write<TVectors>(c + 6 * cStride, c60, c61, accumulate: true);
        if (TRows.Value > 7)
            Write<TVectors>(c + 7 * cStride, c70, c71, accumulate: true);
        if (TRows.Value > 8)
            Write<TVectors>(c + 8 * cStride, c80, c81, accumulate: true);
        if (TRows.Value > 9)
            Write<TVectors>(c + 9 * cStride, c90, c91, accumulate: true);
        if (TRows.Value > 10)
            Write<TVectors>(c + 10 * cStride, c100, c101, accumulate: true);
        if (TRows.Value > 11)
            Write<TVectors>(c + 11 * cStride, c110, c111, accumulate: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TVectors>(float* to, TVector first, TVector second, bool accumulate)
        where TVectors : struct, INumber
    {
        TSet.Store(accumulate ? TSet.Add(TSet.Load(to), first) : first, to);
        if (TVectors.Value > 1)
            TSet.Store(accumulate ? TSet.Add(TSet.Load(to + TSet.Width), second) : second, to + TSet.Width);
    }
}
