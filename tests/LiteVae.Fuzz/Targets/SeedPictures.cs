using NetVips;

namespace LiteVae.Fuzz.Targets;

/// <summary>Small pictures in every format that is read, and in many of their variants.</summary>
internal static class SeedPictures
{
    private static readonly Lazy<byte[][]> Pictures = new(() => [.. Make()]);

    public static IReadOnlyList<byte[]> All => Pictures.Value;

    private static IEnumerable<byte[]> Make()
    {
        using var rgb = Ramp(24, 17, 3);
        using var rgba = Ramp(9, 12, 4);
        using var gray = Ramp(20, 11, 1);
        using var deep = rgb.Cast(Enums.BandFormat.Ushort).Linear([257], [0]).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);
        using var cmyk = rgba.Copy(interpretation: Enums.Interpretation.Cmyk);
        using var pages = Image.Arrayjoin([gray, gray], across: 1);
        using var wide = rgb.IccTransform("p3", inputProfile: "srgb");
        using var bright = rgb.Colourspace(Enums.Interpretation.Scrgb).Linear([4], [0]);
        using var turned = rgb.Mutate(m => m.Set(GValue.GIntType, "orientation", 6));
        yield return rgb.PngsaveBuffer();
        yield return rgba.PngsaveBuffer(interlace: true);
        yield return gray.PngsaveBuffer(bitdepth: 1);
        yield return rgb.PngsaveBuffer(palette: true);
        yield return deep.PngsaveBuffer();
        yield return wide.PngsaveBuffer();
        yield return rgb.JpegsaveBuffer(q: 80);
        yield return gray.JpegsaveBuffer(interlace: true);
        yield return cmyk.JpegsaveBuffer();
        yield return turned.JpegsaveBuffer(restartInterval: 1);
        yield return bright.UhdrsaveBuffer();
        yield return rgb.WebpsaveBuffer();
        yield return rgba.WebpsaveBuffer(lossless: true);
        yield return rgb.TiffsaveBuffer();
        yield return rgb.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw, predictor: Enums.ForeignTiffPredictor.Horizontal);
        yield return rgb.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Jpeg, tile: true, tileWidth: 16, tileHeight: 16);
        yield return rgba.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, bigtiff: true);
        yield return gray.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Ccittfax4, bitdepth: 1);
        yield return deep.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Packbits);
        yield return pages.TiffsaveBuffer(pageHeight: 11);
        yield return rgb.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1);
        yield return rgba.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, lossless: true);
    }

    private static Image Ramp(int width, int height, int bands)
    {
        var pixels = new byte[width * height * bands];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((i * 7) + (i / width * 3));
        var image = Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar);
        return image.Copy(interpretation: bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }
}
