using static LiteVae.Onnx.Graphs.Attributes;

namespace LiteVae.Onnx.Networks;

/// <summary>The Haar transform as convolutions of 2x2 windows, whose constants are powers of two.</summary>
internal static class HaarGraph
{
    private const int Colors = 3;
    private const int Bands = 4; // low-pass, horizontal, vertical, diagonal

    /// <summary>The sub-bands of each level l, divided by 2^l.</summary>
    /// <param name="part">Whose nodes they are.</param>
    /// <param name="image">[B,3,H,W], H and W multiples of 2^levels.</param>
    /// <param name="levels">How many.</param>
    /// <returns>[B,12,H/2^l,W/2^l] of each level from 1 on.</returns>
    public static string[] Pyramid(GraphPart part, string image, int levels)
    {
        var kernel = Kernel("haar analysis", part, 0.25f);
        var pyramid = new string[levels];
        var x = image;
        for (var level = 0; level < levels; level++)
        {
            pyramid[level] = part.Node("Conv", [x, kernel], Of("kernel_shape", 2, 2), Of("strides", 2, 2));
            if (level < levels - 1)
                x = part.Node("Slice", [pyramid[level], part.Graph.Integers(0), part.Graph.Integers(Colors), part.Graph.Integers(1)]); // the low-pass band
        }
        return pyramid;
    }

    /// <summary>The image whose level-1 sub-bands, divided by two, are given (Appendix G).</summary>
    /// <param name="part">Whose nodes they are.</param>
    /// <param name="bands">[B,12,H/2,W/2].</param>
    /// <returns>[B,3,H,W].</returns>
    public static string Synthesis(GraphPart part, string bands) =>
        part.Node("ConvTranspose", [bands, Kernel("haar synthesis", part, 1)], Of("kernel_shape", 2, 2), Of("strides", 2, 2));

    // [12, 3, 2, 2]: channel b 3 + c is band b of color c.
    private static string Kernel(string name, GraphPart part, float factor)
    {
        var values = new float[Bands * Colors * Colors * 4];
        for (var channel = 0; channel < Bands * Colors; channel++)
        {
            var (band, color) = Math.DivRem(channel, Colors);
            for (var position = 0; position < 4; position++)
            {
                var (row, column) = Math.DivRem(position, 2);
                var negative = ((band & 1) != 0 && row == 1) != ((band & 2) != 0 && column == 1);
                values[(channel * Colors + color) * 4 + position] = negative ? -factor : factor;
            }
        }
        return part.Graph.Constant(name, [Bands * Colors, Colors, 2, 2], values);
    }
}
