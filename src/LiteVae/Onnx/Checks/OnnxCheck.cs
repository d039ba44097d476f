using LiteVae.Codec;
using LiteVae.Codec.Models;
using LiteVae.Codec.Numerics;
using LiteVae.Onnx.Networks;
using Microsoft.ML.OnnxRuntime;

namespace LiteVae.Onnx.Checks;

/// <summary>Compares what ONNX Runtime computes from a written graph with what our own networks compute.</summary>
/// <param name="codec">The model, without tiles.</param>
/// <param name="limit">The largest difference that passes, relative to the largest value of an output.</param>
internal sealed class OnnxCheck(LatentCodec codec, double limit)
{
    private const ulong Seed = 17;

    // Images of the batch, and the latent's height and width: two shapes, neither square, so that no size of the graph is fixed by chance.
    private static readonly (int Images, int Height, int Width)[] _shapes = [(1, 6, 4), (2, 5, 7)];

    /// <summary>The difference that a precision allows.</summary>
    /// <remarks>
    /// Sums in another order differ by some 1e-6, and a wrong graph by more than a hundredth. float16 keeps eleven bits, half a thousandth, of
    /// every intermediate result, which adds up over some fifty layers.
    /// </remarks>
    public static double LimitOf(OnnxPrecision precision) => precision == OnnxPrecision.Float16 ? 0.02 : 1e-3;

    /// <summary>Runs a graph and our network on the same inputs.</summary>
    /// <param name="part">What the graph is.</param>
    /// <param name="path">Its file.</param>
    /// <returns>The largest difference, relative to the largest value of the output in which it is.</returns>
    /// <exception cref="InvalidDataException">It is larger than the limit, or ONNX Runtime refuses the graph.</exception>
    public double Compare(OnnxPart part, string path)
    {
        try
        {
            using var session = new OnnxSession(path);
            return _shapes.Max(shape => part == OnnxPart.Encoder
                ? CompareEncoder(session, path, shape.Images, shape.Height, shape.Width)
                : CompareDecoder(session, path, shape.Images, shape.Height, shape.Width));
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: ONNX Runtime refuses the graph ({e.Message.ReplaceLineEndings(" ")}); nothing was written.", e);
        }
    }

    private double CompareEncoder(OnnxSession session, string path, int images, int latentHeight, int latentWidth)
    {
        var factor = codec.DownsamplingFactor;
        var (height, width) = (latentHeight * factor, latentWidth * factor);
        var random = new RandomStream(Seed);
        var input = new float[images * 3 * height * width];
        foreach (ref var value in input.AsSpan())
            value = random.Between(-1, 1);
        var outputs = session.Run(AutoencoderGraphs.Image, input, [images, 3, height, width], AutoencoderGraphs.Mean, AutoencoderGraphs.LogVariance);
        var latents = Enumerable.Range(0, images)
            .Select(i => codec.Encode(input.AsSpan(i * 3 * height * width, 3 * height * width), width, height)).ToArray();
        return Math.Max(
            Difference(path, outputs[0], [.. latents.SelectMany(l => l.Mean)]),
            Difference(path, outputs[1], [.. latents.SelectMany(l => l.LogVariance).Select(PosteriorLimits.Clamp)]));
    }

    private double CompareDecoder(OnnxSession session, string path, int images, int height, int width)
    {
        var (channels, factor) = (codec.Config.LatentChannels, codec.DownsamplingFactor);
        var noise = new GaussianNoise(Seed);
        var input = new float[images * channels * height * width];
        for (var i = 0; i < input.Length; i++)
        {
            // As large as the model's latents are, where that is known.
            var channel = i / (height * width) % channels;
            var (mean, deviation) = codec.Scale is { } scale ? (scale.Mean[channel], scale.StandardDeviation[channel]) : (0, 1);
            input[i] = (float)(mean + deviation * noise.Next());
        }
        var output = session.Run(AutoencoderGraphs.Latent, input, [images, channels, height, width], AutoencoderGraphs.Image)[0];
        var expected = new float[images * 3 * height * width * factor * factor];
        var (latentLength, imageLength) = (input.Length / images, expected.Length / images);
        for (var i = 0; i < images; i++)
        {
            var latents = new Latents(
                input[(i * latentLength)..((i + 1) * latentLength)], new float[latentLength], channels, height, width, width * factor, height * factor);
            codec.Decode(latents, expected.AsSpan(i * imageLength, imageLength));
        }
        return Difference(path, output, expected);
    }

    private double Difference(string path, float[] actual, float[] expected)
    {
        var name = Path.GetFileName(path);
        if (actual.Length != expected.Length)
            throw new InvalidDataException($"{name}: ONNX Runtime gives {actual.Length} values; expected {expected.Length}. Nothing was written.");
        var (difference, largest) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs((double)actual[i] - expected[i])); // a NaN stays one
        }
        if (!double.IsFinite(difference))
            throw new InvalidDataException($"{name}: ONNX Runtime's result is not finite, where that of our own networks is; float16 ends at 65504. Nothing was written.");
        difference = difference == 0 ? 0 : difference / largest;
        if (difference > limit)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{name}: ONNX Runtime's result differs by {difference:0.0e+0} of the largest value from that of our own networks; at most {limit:0.0e+0} passes. Nothing was written."));
        }
        return difference;
    }
}
