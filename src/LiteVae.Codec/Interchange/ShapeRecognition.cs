using System.Globalization;
using System.Numerics;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Interchange;

/// <summary>The config of Stable Diffusion's autoencoder, found from the shapes of its tensors alone.</summary>
/// <param name="source">What the tensors are from, for messages.</param>
/// <param name="tensors">Type and shape of each, under our names.</param>
internal sealed class ShapeRecognition(string source, IReadOnlyDictionary<string, TensorInfo> tensors)
{
    private const int MaxLevels = 8;
    private const int MaxBlocks = 17;
    private const int Groups = 32; // of every GroupNorm; shapes do not tell them

    /// <summary>The config; that all tensors fit it remains to be checked.</summary>
    /// <exception cref="CheckpointException">The shapes are not those of such an autoencoder: the tensor is named.</exception>
    public AutoencoderConfig Config()
    {
        Require("encoder.conv_in.weight", dimension: 1, expected: 3, "channels of images");
        Require("decoder.conv_out.weight", dimension: 0, expected: 3, "channels of images");
        var moments = Size("encoder.conv_out.weight", 0);
        var channels = Size("decoder.conv_in.weight", 1);
        if (moments != 2 * channels)
            throw Refusal($"the encoder gives {moments} channels and the decoder takes {channels}; expected twice as many, a mean and a log variance each");
        var convolved = tensors.ContainsKey("quant_conv.weight");
        if (convolved != tensors.ContainsKey("post_quant_conv.weight"))
            throw Refusal($"has {(convolved ? "quant_conv, but no post_quant_conv" : "post_quant_conv, but no quant_conv")}; expected both or neither");

        var width = Size("encoder.conv_in.weight", 0);
        var encoder = Levels("encoder.down");
        var decoder = Levels("decoder.up");
        var decoderWidth = decoder.Widths.Aggregate((a, b) => (int)BigInteger.GreatestCommonDivisor(a, b)); // the decoder has no other trace of its base channels
        RequireGroups([width, .. encoder.Widths, .. decoder.Widths]);
        return new AutoencoderConfig
        {
            LatentChannels = channels,
            Encoder = new SdEncoderConfig
            {
                Channels = width,
                Multipliers = [.. encoder.Widths.Select(w => w % width == 0 ? w / width : throw Refusal($"a level of the encoder has {w} channels; expected a multiple of the first's {width}"))],
                ResBlocks = encoder.Blocks,
                MidAttention = tensors.ContainsKey("encoder.mid.attn_1.q.weight"),
                AttentionFactors = encoder.AttentionFactors,
            },
            Decoder = new DecoderConfig
            {
                Channels = decoderWidth,
                Multipliers = [.. decoder.Widths.Select(w => w / decoderWidth)],
                ResBlocks = decoder.Blocks - 1,
                MidAttention = tensors.ContainsKey("decoder.mid.attn_1.q.weight"),
                AttentionFactors = decoder.AttentionFactors,
            },
            Use1x1Conv = convolved,
        };
    }

    private (int[] Widths, int Blocks, int[] AttentionFactors) Levels(string part)
    {
        var count = Count(part, "block.0.conv1.weight", MaxLevels);
        if (count == 0)
            throw Refusal($"no '{part}.0.block.0.conv1.weight'");
        int[] levels = [.. Enumerable.Range(0, count)];
        int[] blocks = [.. levels.Select(level => Count($"{part}.{level}.block", "conv1.weight", MaxBlocks)).Distinct()];
        if (blocks.Length != 1)
            throw Refusal($"the levels of {part} have {string.Join(" and ", blocks)} residual blocks; expected the same number in all");
        return (
            [.. levels.Select(level => Size($"{part}.{level}.block.0.conv1.weight", 0))],
            blocks[0],
            [.. levels.Where(level => tensors.ContainsKey($"{part}.{level}.attn.0.q.weight")).Select(level => 1 << level)]);
    }

    private int Count(string part, string first, int most)
    {
        var count = 0;
        while (count <= most && tensors.ContainsKey(string.Create(CultureInfo.InvariantCulture, $"{part}.{count}.{first}")))
            count++;
        return count <= most ? count : throw Refusal($"'{part}' has more than {most} parts");
    }

    private void Require(string name, int dimension, int expected, string unit)
    {
        if (Size(name, dimension) is var found && found != expected)
            throw Refusal($"'{name}' has {found} {unit}; expected {expected}");
    }

    private void RequireGroups(int[] widths)
    {
        foreach (var width in widths)
        {
            if (width % Groups != 0)
                throw Refusal($"a level has {width} channels, which is not a multiple of the {Groups} groups of Stable Diffusion's GroupNorm; a config.json says how many there are (--config)");
        }
    }

    private int Size(string name, int dimension)
    {
        if (!tensors.TryGetValue(name, out var info))
            throw Refusal($"no '{name}'");
        return info.Shape is { Length: 4 } shape && shape[dimension] is > 0 and <= 1 << 20
            ? (int)shape[dimension]
            : throw Refusal($"'{name}' is [{string.Join(',', info.Shape)}]; expected the weight of a convolution");
    }

    private CheckpointException Refusal(string problem) => new($"{source}: is not an autoencoder that is supported: {problem}");
}
