using LiteVae.Data.Decoding;
using LiteVae.Pictures;
using NetVips;

namespace LiteVae.Data.Sharding;

/// <summary>Writes images in another size or format.</summary>
internal static class ShardImageEncoder
{
    /// <summary>The extension of a format's files.</summary>
    public static string ExtensionOf(ShardImageFormat format) => format switch
    {
        ShardImageFormat.Jpeg => "jpg",
        ShardImageFormat.Png => "png",
        ShardImageFormat.WebP => "webp",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format"),
    };

    /// <summary>Decodes an image's file, shrinks it where its short side is longer than asked for, and encodes it without metadata.</summary>
    /// <param name="name">What the file is called, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="format">The format to write.</param>
    /// <param name="shortSide">The longest short side, in pixels; null: any.</param>
    /// <param name="quality">Of JPEG and WebP.</param>
    /// <exception cref="DatasetException">The file is no image, damaged or too large, or cannot be written in the format.</exception>
    public static byte[] Encode(string name, byte[] file, ShardImageFormat format, int? shortSide, int quality)
    {
        var (width, height) = ImageDecoder.ReadSize(name, file);
        var options = new LoadOptions { ShortSide = shortSide < Math.Min(width, height) ? shortSide : null };
        var picture = ImageDecoder.Decode(name, file, options);
        try
        {
            using var color = VipsPictures.Of(picture);
            return format switch
            {
                ShardImageFormat.Jpeg => color.JpegsaveBuffer(q: quality, keep: Enums.ForeignKeep.None, subsampleMode: Enums.ForeignSubsample.Auto),
                ShardImageFormat.Png => PngEncoder.Encode(picture),
                _ => color.WebpsaveBuffer(q: quality, keep: Enums.ForeignKeep.None),
            };
        }
        catch (VipsException e)
        {
            throw new DatasetException($"{name}: {picture.Width}x{picture.Height} cannot be written as {ExtensionOf(format)} ({e.Message.Trim()}).", e);
        }
    }
}
