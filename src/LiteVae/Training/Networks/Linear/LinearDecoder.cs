using LiteVae.Codec.Models;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Training.Networks.Linear;

/// <summary>Makes an untrained decoder, whose residual blocks are the identity, the chain of convolutions that reconstructs images from latents best.</summary>
/// <remarks>
/// One convolution after the other is fitted: the first gives the principal components of the windows that it sees, each of the next, behind its
/// upsampling, the features that tell most of the pixels about it, and the last the pixels. A constant latent always gives a constant image, as
/// nearest-neighbour upsampling and convolutions cannot tell positions apart.
/// </remarks>
internal sealed class LinearDecoder(ModelWeights weights, DecoderConfig config, FitSamples samples)
{
    // More features than this hardly tell more of the pixels, and the time of a fit grows with their square.
    private const int MostFeatures = 128;

    // Values of a patch that features are chosen by: blocks get a margin while their number stays below it.
    private const int MostPatchValues = 450;

    // Between features as large as what they stand for (0), of which most would hardly reach an activation's bend, and features equally large (1).
    private const double Whitening = 0.5;

    /// <summary>Sets the decoder's weights.</summary>
    /// <param name="latents">A batch for each of the samples' batches: [B,Z,h,w].</param>
    /// <param name="targets">What the decoder should give for each: [B,C,H,W].</param>
    public void Fit(IReadOnlyList<Tensor> latents, IReadOnlyList<Tensor> targets)
    {
        using var scope = NewDisposeScope();
        var width = config.Channels * config.Multipliers[0];
        var signed = new SignedChannels(width, config.Norm);
        Tensor[] maps = [.. latents];
        for (var level = config.Multipliers.Count - 1; level >= 0; level--)
        {
            var upsamples = level < config.Multipliers.Count - 1;
            var convolution = upsamples ? $"decoder.up.{level + 1}.upsample.conv" : "decoder.conv_in";
            var narrowing = $"decoder.up.{level}.block.0.nin_shortcut";
            var hasNarrowing = weights.Has($"{narrowing}.weight");
            var room = Math.Min(weights.Outputs(convolution), hasNarrowing ? weights.Outputs(narrowing) : int.MaxValue);
            room = level > 0 ? Math.Min(room, MostFeatures) : Math.Min(room, signed.Count);
            var map = upsamples ? FitUpsampled(maps, targets, 1 << level, room) : FitLatents(maps, room);
            maps = Convolve(maps, map, upsamples);
            if (level > 0 || hasNarrowing)
                weights.Set(convolution, map.Kernel(3), map.Bias);
            if (level > 0 && hasNarrowing)
                weights.PassThrough(narrowing, map.Rank);
            else if (level == 0)
                WriteSigned(signed, hasNarrowing ? narrowing : convolution, map, hasNarrowing, maps);
        }
        var last = samples.Predict(i => maps[i], (positions, features) => positions.Of3x3(features), targets);
        SetLast(signed, last);
    }

    // Principal components of the latent's windows.
    private LinearMap FitLatents(Tensor[] latents, int room)
    {
        using var regression = new ReducedRankRegression(9 * latents[0].size(1), 9 * latents[0].size(1));
        foreach (var latent in latents)
        {
            using var scope = NewDisposeScope();
            var windows = Windows.Draw(latent.size(2), latent.size(3), int.MaxValue, samples.Random).Of3x3(latent);
            regression.Add(windows, windows);
        }
        return regression.Solve(room, Whitening);
    }

    private LinearMap FitUpsampled(Tensor[] maps, IReadOnlyList<Tensor> targets, int factor, int room)
    {
        var channels = targets[0].size(1);
        var margin = Enumerable.Range(0, factor + 1).Last(m => m == 0 || channels * (factor + 2 * m) * (factor + 2 * m) <= MostPatchValues);
        return samples.Fit(i => Upsample(maps[i]), (positions, features) => positions.Of3x3(features), targets, factor, room, Whitening, margin);
    }

    private static Tensor[] Convolve(Tensor[] maps, LinearMap map, bool upsamples) => [.. maps.Select(features =>
    {
        using var scope = NewDisposeScope();
        return functional.conv2d(upsamples ? Upsample(features) : features, map.Kernel(3), map.Bias, padding: [1, 1]).MoveToOuterDisposeScope();
    })];

    private static Tensor Upsample(Tensor features) => functional.interpolate(features, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    private void WriteSigned(SignedChannels signed, string layer, LinearMap map, bool narrows, Tensor[] maps)
    {
        var rank = map.Rank;
        var (kernel, bias) = narrows ? (eye(rank).view(rank, rank, 1, 1), zeros(rank)) : (map.Kernel(3), map.Bias);
        var deviation = maps.Max(features => features.std([0, 2, 3]).max().ToNumber());
        signed.Write(weights, layer, kernel, bias, deviation, config.Norm == NormKind.Group ? "decoder.norm_out" : null);
    }

    private void SetLast(SignedChannels signed, LinearMap map)
    {
        var kernel = signed.Read(map.Kernel(3)); // [O,width,3,3]
        if (config.Norm == NormKind.Group)
        {
            weights["decoder.conv_out.weight"].copy_(kernel);
            weights["decoder.conv_out.bias"].copy_(map.Bias);
            return;
        }
        // A self-modulated convolution gives all kernels the norm of its gain; a channel that is always zero takes what a kernel lacks.
        var squares = kernel.Squared().sum([1, 2, 3]);                                   // [O]
        var gain = Math.Sqrt(squares.max().ToNumber());
        kernel.select(1, signed.Silent!.Value).select(1, 1).select(1, 1).copy_(squares.SubtractedFrom(gain * gain).ClampMin(0).sqrt());
        weights["decoder.conv_out.conv.weight"].copy_(kernel.DividedBy(gain * Math.Sqrt(3))); // as large as fresh weights are
        weights["decoder.conv_out.scales"].Fill(1);
        weights["decoder.conv_out.gain"].Fill(gain);
        weights["decoder.conv_out.conv.bias"].copy_(map.Bias);
    }
}
