using System.Runtime.CompilerServices;
using static LiteVae.Codec.Kernels.Microkernels.Vectors.Numbers;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>Matrix products, cut into tiles.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    private const int TransposedDepth = 96;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(
        float* a, long aStride, int rows, int depth, float* panels, long panelStride, int panelCount, float* c, long cStride, float* next, bool accumulate)
    {
        // A tile has two vectors: those of a panel, or those of two panels where a panel is one vector.
        var panelsOfTile = TSet.PanelVectors == 1 ? 2 : 1;
        for (var panel = 0; panel < panelCount; panel += panelsOfTile)
        {
            var b = panels + panel * panelStride;
            var fetch = panel + panelsOfTile < panelCount ? b + panelsOfTile * panelStride : next;
            var to = c + panel * PanelColumns;
            var second = TSet.PanelVectors == 1 ? panelStride : TSet.Width;
            for (var row = 0; row < rows;)
            {
                var count = NextRows(rows - row);
                if (panel + panelsOfTile <= panelCount)
                    Tile<Two>(count, a + row * aStride, aStride, b, second, depth, to + row * cStride, cStride, fetch, accumulate);
                else
                    Tile<One>(count, a + row * aStride, aStride, b, second, depth, to + row * cStride, cStride, fetch, accumulate);
                row += count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddTransposed(float* a, long aStride, int rows, float* b, long bStride, int columns, int depth, float* c, long cStride)
    {
        // Rows of a and b are taken some at a time, so that the first-level cache holds those of a tile's columns.
        for (var first = 0; first < depth; first += TransposedDepth)
        {
            var count = Math.Min(TransposedDepth, depth - first);
            var (left, right) = (first * aStride, first * bStride);
            for (var column = 0; column < columns; column += 2 * TSet.Width)
            {
                for (var row = 0; row < rows;)
                {
                    var tile = NextRows(rows - row);
                    if (column + 2 * TSet.Width <= columns)
                        TransposedTile<Two>(tile, a + left + row, aStride, b + right + column, bStride, count, c + row * cStride + column, cStride);
                    else
                        TransposedTile<One>(tile, a + left + row, aStride, b + right + column, bStride, count, c + row * cStride + column, cStride);
                    row += tile;
                }
            }
        }
    }

    // The number of rows of the next tile: the last two tiles share their rows evenly, as a few rows alone cannot keep the
    // multiply-add units busy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NextRows(int rows) => rows <= TSet.TileRows ? rows : rows < 2 * TSet.TileRows ? (rows + 1) / 2 : TSet.TileRows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TVectors>(
        int rows, float* a, long aStride, float* b, long second, int depth, float* c, long cStride, float* next, bool accumulate)
        where TVectors : struct, INumber
    {
        switch (rows)
        {
            case 1: Tile<One, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 2: Tile<Two, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 3: Tile<Three, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 4: Tile<Four, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 5: Tile<Five, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 6: Tile<Six, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 7: Tile<Seven, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 8: Tile<Eight, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 9: Tile<Nine, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 10: Tile<Ten, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 11: Tile<Eleven, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
            case 12: Tile<Twelve, TVectors>(a, aStride, b, second, depth, c, cStride, next, accumulate); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposedTile<TVectors>(int rows, float* a, long aStride, float* b, long bStride, int depth, float* c, long cStride)
        where TVectors : struct, INumber
    {
        switch (rows)
        {
            case 1: TransposedTile<One, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 2: TransposedTile<Two, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 3: TransposedTile<Three, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 4: TransposedTile<Four, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 5: TransposedTile<Five, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 6: TransposedTile<Six, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 7: TransposedTile<Seven, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 8: TransposedTile<Eight, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 9: TransposedTile<Nine, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 10: TransposedTile<Ten, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 11: TransposedTile<Eleven, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
            case 12: TransposedTile<Twelve, TVectors>(a, aStride, b, bStride, depth, c, cStride); break;
        }
    }
}
