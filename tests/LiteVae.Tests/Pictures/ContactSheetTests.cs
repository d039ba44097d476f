using LiteVae.Pictures;

namespace LiteVae.Tests.Pictures;

/// <summary>The layout, in pixels: gaps of 8, lines of text of 20, pictures of at least 128.</summary>
public sealed class ContactSheetTests
{
    private static readonly ContactSheetRow Plain = new("", [Flat(200), Flat(100)]);

    [Fact]
    public void A_scale_stands_below_its_picture_from_its_first_color_to_its_last()
    {
        var sheet = ContactSheet.Draw([], [Plain with { Scales = [null, ErrorMap.Scale] }]);
        Assert.Equal((8 + 2 * 136, 8 + 128 + 20 + 8), (sheet.Width, sheet.Height));
        var bar = Enumerable.Range(8 + 136, 128).Select(x => At(sheet, x, 8 + 128 + 10)).ToArray();
        Assert.Contains(bar, color => Near(color, ErrorMap.Scale.Colors[0]));
        Assert.Contains(bar, color => Near(color, ErrorMap.Scale.Colors[^1]));
        Assert.All(Enumerable.Range(8, 128), x => Assert.Equal((24, 24, 27), At(sheet, x, 8 + 128 + 10))); // none below the first
    }

    [Fact]
    public void Without_labels_and_scales_pictures_are_all_there_is() => Assert.Equal(8 + 128 + 8, ContactSheet.Draw([], [Plain]).Height);

    [Fact]
    public void Each_label_stands_over_its_picture()
    {
        using var font = SheetFont.Create(13);
        Assert.SkipWhen(font is null, "no font on this system");
        var sheet = ContactSheet.Draw([], [Plain with { PictureLabels = ["", "ab"] }]);
        Assert.Equal(8 + 20 + 128 + 8, sheet.Height);
        Assert.False(HasText(sheet, 8));
        Assert.True(HasText(sheet, 8 + 136));
        Assert.Equal((200, 200, 200), At(sheet, 8 + 64, 8 + 20 + 64));

        static bool HasText(RgbImage sheet, int left) =>
            Enumerable.Range(left, 128).Any(x => Enumerable.Range(8, 20).Any(y => At(sheet, x, y) is { R: > 200 }));
    }

    [Fact]
    public void The_scale_of_errors_goes_from_nought_to_what_the_map_draws_brightest()
    {
        Assert.Equal(("0", "≥ 64 of 255"), (ErrorMap.Scale.Low, ErrorMap.Scale.High));
        var map = ErrorMap.Of(Flat(100), Flat(164));
        Assert.Equal(ErrorMap.Scale.Colors[^1], map.Pixels.Take(3));
    }

    private static (byte R, byte G, byte B) At(RgbImage image, int x, int y)
    {
        var pixel = image.Pixels.AsSpan(3 * (y * image.Width + x), 3);
        return (pixel[0], pixel[1], pixel[2]);
    }

    private static bool Near((byte R, byte G, byte B) color, IReadOnlyList<byte> other) =>
        Math.Abs(color.R - other[0]) + Math.Abs(color.G - other[1]) + Math.Abs(color.B - other[2]) < 40;

    private static RgbImage Flat(byte level)
    {
        var image = new RgbImage(16, 16);
        Array.Fill(image.Pixels, level);
        return image;
    }
}
