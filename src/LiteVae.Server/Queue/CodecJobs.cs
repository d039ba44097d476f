using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Pictures;
using LiteVae.Server.Content;

namespace LiteVae.Server.Queue;

/// <summary>The jobs that a codec does for several pictures at once.</summary>
internal static class CodecJobs
{
    // On two cores, company is worth a quarter or more up to 64x64, and nothing from 96x96 on (docs/serving.md).
    private const long SmallPixels = 96 * 96;

    /// <summary>A picture to its latent.</summary>
    public static BatchJob<RgbImage, Latents, Latents> Encode(PictureInput picture, LatentCodec codec, CancellationToken cancellationToken) => new(
        "encode", ShapeOf(codec, picture), picture.Decode,
        (pictures, canceled) => codec.Encode([.. pictures.Select(p => p.AsPicture())], null, canceled),
        (_, latents) => latents, cancellationToken);

    /// <summary>A latent to whatever is made of its picture.</summary>
    public static BatchJob<Latents, Picture, T> Decode<T>(string kind, Latents latents, LatentCodec codec, Func<RgbImage, T> finish, CancellationToken cancellationToken) => new(
        kind, ShapeOf(codec, latents.Height, latents.Width), () => latents,
        (batch, canceled) => codec.Decode(batch, PixelFormat.Rgb24, null, canceled),
        (_, picture) => finish(picture.ToRgbImage()), cancellationToken);

    /// <summary>A picture to whatever is made of it, its latent and its reconstruction.</summary>
    public static BatchJob<RgbImage, (Latents Latents, Picture Picture), T> Reconstruct<T>(
        PictureInput picture, LatentCodec codec, Func<RgbImage, Latents, RgbImage, T> finish, CancellationToken cancellationToken) => new(
        "reconstruct", ShapeOf(codec, picture), picture.Decode,
        (pictures, canceled) =>
        {
            var latents = codec.Encode([.. pictures.Select(p => p.AsPicture())], null, canceled);
            return [.. latents.Zip(codec.Decode(latents, PixelFormat.Rgb24, null, canceled))];
        },
        (original, result) => finish(original, result.Latents, result.Picture.ToRgbImage()), cancellationToken);

    private static object? ShapeOf(LatentCodec codec, PictureInput picture) =>
        ShapeOf(codec, (picture.Height - 1) / codec.DownsamplingFactor + 1, (picture.Width - 1) / codec.DownsamplingFactor + 1);

    private static object? ShapeOf(LatentCodec codec, int height, int width) =>
        (long)height * width * codec.DownsamplingFactor * codec.DownsamplingFactor <= SmallPixels ? (codec, height, width) : null;
}
