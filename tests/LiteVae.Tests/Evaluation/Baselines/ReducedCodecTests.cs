using CsCheck;
using LiteVae.Evaluation.Baselines;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Similarity;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Baselines;

public sealed class ReducedCodecTests
{
    [Fact]
    public void As_many_numbers_as_the_latent_has_or_slightly_fewer() => Gen.Select(Gen.Int[1, 32], Gen.Int[2, 4].Select(power => 1 << power), Gen.Int[2, 32], Gen.Int[2, 32]).Sample((channels, factor, h, w) =>
    {
        var (height, width) = new ReducedCodec(channels, factor).SizeOf(factor * h, factor * w);
        var (budget, kept) = (channels * h * w, 3 * height * width);
        Assert.InRange(height, 1, factor * h);
        Assert.InRange(width, 1, factor * w);
        Assert.True(kept <= Math.Max(budget, 3), $"{kept} numbers of {budget}");
        Assert.True(kept >= 0.5 * (Math.Min(budget, 3 * factor * h * factor * w) - 3), $"{kept} numbers of {budget}, {height}x{width}");
    });

    [Fact]
    public void Four_channels_at_an_eighth_of_the_side_keep_9x9_of_64x64()
    {
        Assert.Equal((9, 9), new ReducedCodec(4, 8).SizeOf(64, 64));
        var images = Make([2, 3, 64, 64], 3);
        var small = Resampler.Resize(images, 9, 9, Resampling.PilBicubic);
        Assert.True(new ReducedCodec(4, 8).Reconstruct(images).allclose(Resampler.Resize(small, 64, 64, Resampling.PilBicubic), rtol: 0, atol: 1e-12));
    }

    [Fact]
    public void A_flat_image_survives() =>
        Assert.True(new ReducedCodec(12, 8).Reconstruct(zeros([1, 3, 16, 24]).Fill(0.3)).allclose(zeros([1, 3, 16, 24]).Fill(0.3), rtol: 0, atol: 1e-6));

    [Fact]
    public void Haars_bands_are_a_baseline_of_latents_with_as_many_numbers()
    {
        Assert.Equal(["bicubic reduction, same budget"], CodecCandidate.SameBudget(4, 8).Select(c => c.Name));
        Assert.Equal(["bicubic reduction, same budget", "Haar level 3, all bands, same budget"], CodecCandidate.SameBudget(12, 8).Select(c => c.Name));
    }
}
