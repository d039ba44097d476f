using LiteVae.Codec.Models;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec;

/// <summary>Encodes and decodes pictures of any sizes: small ones whose latents have one size go through the network together.</summary>
/// <param name="networks">The networks.</param>
/// <param name="scale">Statistics that the results carry.</param>
internal sealed unsafe class PictureBatches(CodecNetworks networks, LatentScale? scale)
{
    // Pictures of more pixels gain nothing from company: the network takes them one at a time anyway.
    private const long SmallPixels = 256 * 256;

    private const int MaxTogether = 64;

    /// <param name="pictures">The pictures.</param>
    /// <param name="encodeOne">Encodes a picture that goes alone.</param>
    /// <param name="progress">Told the share of the pictures that is done.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    public Latents[] Encode(IReadOnlyList<Picture> pictures, Func<Picture, Latents> encodeOne, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var results = new Latents[pictures.Count];
        InGroups(pictures, p => (Positions(p.Height), Positions(p.Width)), networks.EncoderTiles, progress, group =>
        {
            if (group.Length == 1)
                results[group[0].Index] = encodeOne(group[0].Item);
            else
                EncodeTogether(group, results, cancellationToken);
        });
        return results;
    }

    // Hands out small items of one size of the latent together, and all others alone.
    private void InGroups<T>(
        IReadOnlyList<T> items, Func<T, (int Height, int Width)> sizeOf, TilePlanner tiles, IProgress<double>? progress, Action<(int Index, T Item)[]> work)
    {
        var done = 0;
        var groups = items.Index().GroupBy(i => sizeOf(i.Item))
            .SelectMany(g => g.Chunk(IsSmall(g.Key.Height, g.Key.Width, tiles) ? MaxTogether : 1));
        foreach (var group in groups)
        {
            work(group);
            done += group.Length;
            progress?.Report((double)done / items.Count);
        }
    }

    // Company must not change whether a picture is cut, nor take more memory than is allowed.
    private bool IsSmall(int height, int width, TilePlanner tiles)
    {
        var factor = (long)networks.Config.DownsamplingFactor;
        return height * width * factor * factor <= SmallPixels && tiles.Holds(SmallPixels) && tiles.PlanFor(height, width) == TilePlan.Whole;
    }

    private int Positions(int pixels) => (pixels + networks.Config.DownsamplingFactor - 1) / networks.Config.DownsamplingFactor;

    private void EncodeTogether((int Index, Picture Item)[] group, Latents[] results, CancellationToken cancellationToken)
    {
        var factor = networks.Config.DownsamplingFactor;
        var (latentHeight, latentWidth, channels) = (Positions(group[0].Item.Height), Positions(group[0].Item.Width), 2 * networks.Config.LatentChannels);
        var (height, width) = (latentHeight * factor, latentWidth * factor);
        using var input = new FloatBuffer(3L * group.Length * height * width, clear: false);
        using var output = new FloatBuffer((long)group.Length * latentHeight * latentWidth * channels, clear: false);
        var images = new FeatureMaps(input.Pointer, group.Length, height, width, 3);
        for (var i = 0; i < group.Length; i++)
        {
            var picture = group[i].Item;
            PixelReader.Read(picture.Pixels.Span, picture.Width, picture.Height, picture.Format, picture.Stride, 0, 0, images, i);
        }
        var moments = new FeatureMaps(output.Pointer, group.Length, latentHeight, latentWidth, channels);
        networks.Encoder.Run(images, _ => moments, null, cancellationToken);
        for (var i = 0; i < group.Length; i++)
        {
            var (mean, logVariance) = Split(moments, i);
            var picture = group[i].Item;
            results[group[i].Index] = new Latents(mean, logVariance, channels / 2, latentHeight, latentWidth, picture.Width, picture.Height, scale);
        }
    }

    /// <param name="latents">Checked latents of this model, not normalized.</param>
    /// <param name="format">Of the pictures.</param>
    /// <param name="decodeOne">Decodes a latent that goes alone.</param>
    /// <param name="progress">Told the share of the pictures that is done.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    public Picture[] Decode(
        IReadOnlyList<Latents> latents, PixelFormat format, Func<Latents, Picture> decodeOne, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var results = new Picture[latents.Count];
        InGroups(latents, l => (l.Height, l.Width), networks.DecoderTiles, progress, group =>
        {
            if (group.Length == 1)
                results[group[0].Index] = decodeOne(group[0].Item);
            else
                DecodeTogether(group, format, results, cancellationToken);
        });
        return results;
    }

    private void DecodeTogether((int Index, Latents Item)[] group, PixelFormat format, Picture[] results, CancellationToken cancellationToken)
    {
        var factor = networks.Config.DownsamplingFactor;
        var (latentHeight, latentWidth, channels) = (group[0].Item.Height, group[0].Item.Width, networks.Config.LatentChannels);
        using var input = new FloatBuffer((long)group.Length * latentHeight * latentWidth * channels, clear: false);
        using var output = new FloatBuffer(3L * group.Length * latentHeight * latentWidth * factor * factor, clear: false);
        var latents = new FeatureMaps(input.Pointer, group.Length, latentHeight, latentWidth, channels);
        for (var i = 0; i < group.Length; i++)
            ChannelsLast(group[i].Item.Mean, latents.At(i, 0, 0), channels);
        var images = new FeatureMaps(output.Pointer, group.Length, latentHeight * factor, latentWidth * factor, 3);
        networks.Decoder.Run(latents, _ => images, null, cancellationToken);
        for (var i = 0; i < group.Length; i++)
        {
            var (width, height) = (group[i].Item.PictureWidth, group[i].Item.PictureHeight);
            var pixels = PixelFormats.Allocate(width, height, format);
            var row = width * PixelFormats.BytesOf(format);
            for (var y = 0; y < height; y++)
            {
                var values = new ReadOnlySpan<float>(images.At(i, y, 0), 3 * width);
                Finite.Require(values, "picture");
                PixelWriter.WriteRow(values, format, pixels.AsSpan(y * row, row));
            }
            results[group[i].Index] = new Picture(pixels, width, height, format);
        }
    }

    // [Z,h,w] to [h,w,Z].
    private static void ChannelsLast(float[] planes, float* to, int channels)
    {
        var positions = planes.Length / channels;
        for (var position = 0; position < positions; position++)
        {
            for (var channel = 0; channel < channels; channel++)
                *to++ = planes[channel * positions + position];
        }
    }

    // An image's moments [h,w,2Z] to mean and log variance [Z,h,w].
    private static (float[] Mean, float[] LogVariance) Split(FeatureMaps moments, int image)
    {
        var positions = moments.Height * moments.Width;
        var (mean, logVariance) = (new float[positions * moments.Channels / 2], new float[positions * moments.Channels / 2]);
        for (var position = 0; position < positions; position++)
        {
            var from = moments.At(image, 0, 0) + (long)position * moments.Channels;
            for (var channel = 0; channel < moments.Channels / 2; channel++)
            {
                mean[channel * positions + position] = from[channel];
                logVariance[channel * positions + position] = from[moments.Channels / 2 + channel];
            }
        }
        Finite.Require(mean, "latent");
        Finite.Require(logVariance, "latent");
        return (mean, logVariance);
    }
}
