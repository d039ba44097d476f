using LiteVae.Codec.Inspection;
using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Pictures;

namespace LiteVae.Cli.Verbs.Inspect;

/// <summary>What a model does with one picture: its sub-bands and, of a model file, the latent and the last feature maps.</summary>
internal static class InspectPicture
{
    private const int Columns = 8;

    private static readonly string[] s_first = ["image", "wavelet sub-bands", "reconstruction", "error", "latent"];

    /// <summary>The picture to look at: the one named, else a procedural one; its middle, square.</summary>
    /// <param name="image">The file, or null.</param>
    /// <param name="side">In pixels.</param>
    public static RgbImage Load(string? image, int side)
    {
        var options = new LoadOptions(side, Random: false, Flip: false, Seed: 0);
        if (image is not null)
            return ImageFile.Load(image, options);
        using var procedural = new ProceduralImageSource(0, side);
        return procedural.TryLoad(0, options)!;
    }

    /// <summary>The sub-bands alone: all there is to see before training.</summary>
    public static RgbImage Draw(RgbImage image) => ContactSheet.Draw([], [new ContactSheetRow("", [image, Subbands(image)]) { PictureLabels = s_first[..2] }]);

    /// <summary>Sub-bands, reconstruction, latent channels, the features of each wavelet level and the feature maps of the decoder's last block.</summary>
    public static RgbImage Draw(RgbImage image, ModelInspection inside)
    {
        var reconstruction = inside.ToPicture().ToRgbImage();
        RgbImage[] first = [image, Subbands(image), reconstruction, ErrorMap.Of(image, reconstruction), LatentPicture.Of(inside.Latent)];
        ContactSheetRow[] rows =
        [
            new("", first) { PictureLabels = s_first, Scales = [null, null, null, ErrorMap.Scale] },
            .. Rows([.. Enumerable.Range(0, inside.Latent.Channels).Select(i => LatentPicture.Of(inside.Latent.Channel(i)))], i => $"{i}", "channels of the latent, by number"),
            .. inside.Extracted.SelectMany(level => Rows(FeatureMapPicture.Of(level.Maps), i => $"{i}", $"features of wavelet level {level.Level}, {level.Maps.Width}x{level.Maps.Height}")),
            .. Rows(FeatureMapPicture.Of(inside.FeatureMaps), i => $"{i}: {inside.Balance.Ratios[i]:0.0}", "feature maps of the decoder's last block, each with its largest magnitude over its median"),
        ];
        return ContactSheet.Draw([], rows);
    }

    private static RgbImage Subbands(RgbImage image) => SubbandPicture.Of(image, Math.Min(3, (int)Math.Log2(Math.Min(image.Width, image.Height))));

    // The first of the rows says what they are, and a label over each picture which of them it is.
    private static IEnumerable<ContactSheetRow> Rows(IReadOnlyList<RgbImage> pictures, Func<int, string> nameOf, string what) => pictures
        .Index().Chunk(Columns)
        .Select(row => new ContactSheetRow(row[0].Index == 0 ? what : "", [.. row.Select(p => p.Item)]) { PictureLabels = [.. row.Select(p => nameOf(p.Index))] });
}
