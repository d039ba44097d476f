using LiteVae.Pictures;

namespace LiteVae.Tests.Pictures;

public sealed class ContactSheetTests
{
    [Fact]
    public void Nearest_enlargement_repeats_pixels()
    {
        var image = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);
        byte[] row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
        var large = Enlargement.Nearest(image, 2);
        Assert.Equal((4, 2), (large.Width, large.Height));
        Assert.Equal([.. row, .. row], large.Pixels);
        Assert.Equal(image.Pixels, Enlargement.Nearest(image, 1).Pixels);
    }

    [Fact]
    public void Small_cells_are_enlarged_and_centred()
    {
        // Row 1: 10x7 red, 2x3 green (enlarged to 4x6). Row 2: 6x2 blue alone.
        var sheet = ContactSheet.Of([[Plain(10, 7, 0), Plain(2, 3, 1)], [Plain(6, 2, 2)]]);
        Assert.Equal((4 + 10 + 4 + 4 + 4, 4 + 7 + 4 + 2 + 4), (sheet.Width, sheet.Height));
        for (var y = 0; y < sheet.Height; y++)
        {
            for (var x = 0; x < sheet.Width; x++)
            {
                var expected = (x, y) switch
                {
                    ( >= 4 and < 14, >= 4 and < 11) => new byte[] { 9, 0, 0 },
                    ( >= 18 and < 22, >= 4 and < 10) => [0, 9, 0],
                    ( >= 6 and < 12, >= 15 and < 17) => [0, 0, 9],
                    _ => [255, 255, 255],
                };
                Assert.Equal(expected, sheet.Pixels.AsSpan(3 * (y * sheet.Width + x), 3).ToArray());
            }
        }
    }

    [Fact]
    public void Titles_are_drawn_above_their_column_and_cut_at_its_width()
    {
        IReadOnlyList<IReadOnlyList<RgbImage>> rows = [[Plain(12, 4, 0), Plain(12, 4, 1)]];
        var sheet = ContactSheet.Of(rows, ["Lit", "", "beyond"]);
        var ink = Enumerable.Range(0, sheet.Width * 15).Where(i => sheet.Pixels[3 * i] == 0).ToArray();
        string[] expected =
        [
            "#....  ### ",
            "#....   #  ",
            "#....   #  ",
            "#....   #  ",
            "#....   #  ",
            "#....   #  ",
            "#####  ### ",
        ];
        var drawn = expected.SelectMany((line, y) => line.Select((c, x) => (c, i: (4 + y) * sheet.Width + 4 + x))).Where(p => p.c == '#').Select(p => p.i);
        Assert.Equal(drawn, ink);
    }

    [Fact]
    public void Every_glyph_differs_from_every_other()
    {
        const string text = "%()+,-./:=_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var glyphs = text.Select(c =>
        {
            var image = Plain(5, 7, 0);
            BitmapFont.Draw(image, c.ToString(), 0, 0, 5);
            return Convert.ToHexString(image.Pixels);
        }).Append(Convert.ToHexString(Plain(5, 7, 0).Pixels)).ToArray();
        Assert.Equal(glyphs.Length, glyphs.Distinct().Count());
    }

    [Fact]
    public void A_sheet_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ContactSheet.Of([]));
        Assert.Throws<ArgumentException>(() => ContactSheet.Of([[Plain(1, 1, 0)], []]));
    }

    private static RgbImage Plain(int width, int height, int channel)
    {
        var image = new RgbImage(width, height);
        for (var i = channel; i < image.Pixels.Length; i += 3)
            image.Pixels[i] = 9;
        return image;
    }
}
