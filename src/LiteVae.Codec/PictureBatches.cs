using LiteVae.Codec.Models;
using LiteVae.Codec.Pixels;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec;

/// <summary>Encodes pictures of any sizes: small ones of one padded size go through the network together.</summary>
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
        var done = 0;
        var groups = pictures.Index()
            .GroupBy(p => (Height: Padded(p.Item.Height), Width: Padded(p.Item.Width)))
            .SelectMany(g => (long)g.Key.Height * g.Key.Width > SmallPixels ? g.Chunk(1) : g.Chunk(MaxTogether).AsEnumerable());
        foreach (var group in groups)
        {
            if (group.Length == 1)
                results[group[0].Index] = encodeOne(group[0].Item);
            else
                EncodeTogether(group, results, cancellationToken);
            done += group.Length;
            progress?.Report((double)done / pictures.Count);
        }
        return results;
    }

    private int Padded(int size)
    {
        var factor = networks.Config.DownsamplingFactor;
        return (size + factor - 1) / factor * factor;
    }

    private void EncodeTogether((int Index, Picture Item)[] group, Latents[] results, CancellationToken cancellationToken)
    {
        var (height, width) = (Padded(group[0].Item.Height), Padded(group[0].Item.Width));
        var factor = networks.Config.DownsamplingFactor;
        var (latentHeight, latentWidth, channels) = (height / factor, width / factor, 2 * networks.Config.LatentChannels);
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
