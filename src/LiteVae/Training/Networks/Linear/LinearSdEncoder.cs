using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Training.Networks.Linear;

/// <summary>Makes Stable Diffusion's untrained encoder, whose residual blocks are the identity, give the principal components of blocks of pixels.</summary>
/// <remarks>Each strided convolution gives the components of larger blocks; the last ones pass the norm and the activation before the end with both signs.</remarks>
internal sealed class LinearSdEncoder(ModelWeights weights, SdEncoderConfig config, FitSamples samples)
{
    private const int MostFeatures = 256;

    /// <summary>Sets the encoder's weights; where groups of the last norm have fewer than four channels, no linear path leads through it, and nothing changes.</summary>
    /// <param name="latentChannels">Z.</param>
    public void Fit(int latentChannels)
    {
        using var scope = NewDisposeScope();
        var levels = config.Multipliers.Count;
        var signed = new SignedChannels(config.Channels * config.Multipliers[^1], NormKind.Group);
        if (signed.Count == 0 || levels < 2 || config.Channels < 3)
            return;
        weights.PassThrough("encoder.conv_in", 3);
        Widen(0, 3);
        Tensor[] maps = [.. samples.Images];
        for (var level = 0; level < levels - 1; level++)
        {
            var convolution = $"encoder.down.{level}.downsample.conv";
            var isLast = level == levels - 2;
            var room = isLast ? Math.Min(latentChannels, signed.Count) : Math.Min(MostFeatures, weights.Outputs(convolution));
            var map = samples.Fit(i => maps[i], (positions, features) => positions.OfStrided3x3(features), samples.Images, 2 << level, room, whitening: 1);
            maps = [.. maps.Select(features => Convolve(features, map))];
            if (!isLast)
            {
                weights.Set(convolution, map.Kernel(3), map.Bias);
                Widen(level + 1, map.Rank);
            }
            else if (weights.Has($"{Widening(level + 1)}.weight"))
            {
                weights.Set(convolution, map.Kernel(3), map.Bias);
                signed.Write(weights, Widening(level + 1), eye(map.Rank).view(map.Rank, map.Rank, 1, 1), zeros(map.Rank), 1, "encoder.norm_out");
            }
            else
            {
                signed.Write(weights, convolution, map.Kernel(3), map.Bias, 1, "encoder.norm_out");
            }
            if (isLast)
                Finish(signed, map.Rank, latentChannels);
        }
    }

    private void Finish(SignedChannels signed, int rank, int latentChannels)
    {
        weights.Set("encoder.conv_out", signed.Read(eye(rank).view(rank, rank, 1, 1)), zeros(rank));
        weights["encoder.conv_out.weight"].narrow(0, latentChannels, latentChannels).zero_();
    }

    private void Widen(int level, int channels)
    {
        if (weights.Has($"{Widening(level)}.weight"))
            weights.PassThrough(Widening(level), channels);
    }

    private static string Widening(int level) => $"encoder.down.{level}.block.0.nin_shortcut";

    private static Tensor Convolve(Tensor features, LinearMap map)
    {
        using var scope = NewDisposeScope();
        return functional.conv2d(functional.pad(features, [0, 1, 0, 1]), map.Kernel(3), map.Bias, strides: [2, 2]).MoveToOuterDisposeScope();
    }
}
