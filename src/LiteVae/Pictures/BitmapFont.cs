namespace LiteVae.Pictures;

/// <summary>Capitals, digits and a few signs of 5x7 pixels: pictures are labelled alike where no font is installed.</summary>
internal static class BitmapFont
{
    public const int Height = 7;
    public const int Advance = 6;

    private const string Characters = " %()+,-./:=_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    // Five columns a glyph, from the left; the lowest bit is the top row.
    private static readonly ulong[] Glyphs =
    [
        0x0000000000, 0x2313086462, 0x001C224100, 0x0041221C00, 0x08083E0808, 0x0050300000, 0x0808080808, 0x0060600000,
        0x2010080402, 0x0036360000, 0x1414141414, 0x4040404040, 0x3E5149453E, 0x00427F4000, 0x4261514946, 0x2141454B31,
        0x1814127F10, 0x2745454539, 0x3C4A494930, 0x0171090503, 0x3649494936, 0x064949291E, 0x7E1111117E, 0x7F49494936,
        0x3E41414122, 0x7F4141221C, 0x7F49494941, 0x7F09090901, 0x3E4149497A, 0x7F0808087F, 0x00417F4100, 0x2040413F01,
        0x7F08142241, 0x7F40404040, 0x7F020C027F, 0x7F0408107F, 0x3E4141413E, 0x7F09090906, 0x3E4151215E, 0x7F09192946,
        0x4649494931, 0x01017F0101, 0x3F4040403F, 0x1F2040201F, 0x3F4038403F, 0x6314081463, 0x0708700807, 0x6151494543,
    ];

    /// <summary>Draws text in black with its top left corner at (x, y), as far as whole glyphs fit the width.</summary>
    /// <remarks>A character without a glyph leaves a blank.</remarks>
    public static void Draw(RgbImage image, string text, int x, int y, int width)
    {
        var fits = Math.Min(text.Length, (width + Advance - 5) / Advance);
        for (var i = 0; i < fits; i++)
        {
            var index = Characters.IndexOf(char.ToUpperInvariant(text[i]));
            var glyph = index < 0 ? 0 : Glyphs[index];
            for (var bit = 0; bit < 5 * Height; bit++)
            {
                var (column, row) = (bit / Height, bit % Height);
                if ((glyph >> (8 * (4 - column) + row) & 1) != 0)
                    image.Pixels.AsSpan(3 * ((y + row) * image.Width + x + i * Advance + column), 3).Clear();
            }
        }
    }
}
