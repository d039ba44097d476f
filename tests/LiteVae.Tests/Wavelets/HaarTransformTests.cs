using CsCheck;
using LiteVae.Runtime.Numbers;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Tests.Wavelets;

public sealed class HaarTransformTests
{
    private static readonly Gen<(int B, int C, int H, int W, int Seed)> Sizes =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Levels_agree_with_pywt(int level)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("haar");
        Golden.AssertClose(golden[$"level{level}"], HaarTransform.Pyramid(golden["input"], 3)[level - 1]);
    }

    [Fact]
    public void Synthesis_inverts_analysis() => Sizes.Sample(s =>
    {
        using var scope = NewDisposeScope();
        var x = randn([s.B, s.C, 2 * s.H, 2 * s.W], ScalarType.Float64);
        return (HaarTransform.Synthesize(HaarTransform.Analyze(x)) - x).abs().max().ToNumber() < 1e-12;
    }, iter: 50, seed: "0000KOLVP5A1");

    [Fact]
    public void Analysis_preserves_energy() => Sizes.Sample(s =>
    {
        using var scope = NewDisposeScope();
        var x = randn([s.B, s.C, 2 * s.H, 2 * s.W], ScalarType.Float64);
        var (before, after) = (x.Squared().sum().ToNumber(), HaarTransform.Analyze(x).Squared().sum().ToNumber());
        return Math.Abs(before - after) < 1e-9 * before;
    }, iter: 50, seed: "0000KOLVP5A1");

    [Fact]
    public void A_constant_image_has_only_a_lowpass_band()
    {
        using var scope = NewDisposeScope();
        var bands = HaarTransform.Analyze(zeros([1, 3, 8, 8]).Fill(0.25f));
        Assert.Equal(0.5f, bands.narrow(1, 0, 3).min().item<float>());
        Assert.Equal(0, bands.narrow(1, 3, 9).abs().max().item<float>());
    }

    [Fact]
    public void Gradients_flow_through_both_ways()
    {
        using var scope = NewDisposeScope();
        var x = randn(1, 3, 8, 8).requires_grad_(true);
        HaarTransform.Synthesize(HaarTransform.Analyze(x)).Squared().sum().backward();
        Assert.True((x.grad! - x.Times(2)).abs().max().item<float>() < 1e-5);
    }

    [Theory]
    [InlineData(new long[] { 1, 3, 7, 8 }, "even height and width; got [1,3,7,8]")]
    [InlineData(new long[] { 1, 3, 8, 7 }, "even height and width; got [1,3,8,7]")]
    [InlineData(new long[] { 3, 8, 8 }, "expects [B,C,H,W]; got [3,8,8]")]
    public void Shapes_that_cannot_be_analyzed_are_named(long[] shape, string message)
    {
        using var x = zeros(shape);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => HaarTransform.Analyze(x)).Message);
    }

    [Theory]
    [InlineData(new long[] { 1, 6, 4, 4 }, "needs 4C channels; got [1,6,4,4]")]
    [InlineData(new long[] { 4, 4, 4 }, "expects [B,4C,H,W]; got [4,4,4]")]
    public void Shapes_that_cannot_be_synthesized_are_named(long[] shape, string message)
    {
        using var x = zeros(shape);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => HaarTransform.Synthesize(x)).Message);
    }

    [Theory]
    [InlineData(12, 8)]
    [InlineData(8, 12)]
    public void Each_side_is_a_multiple_of_what_the_levels_need(int height, int width)
    {
        using var x = zeros(1, 3, height, width);
        Assert.Contains($"3 levels need height and width in multiples of 8; got [1,3,{height},{width}]",
            Assert.Throws<ArgumentException>(() => HaarTransform.Pyramid(x, 3)).Message);
    }

    [Fact]
    public void Missing_tensors_and_levels_are_named()
    {
        using var x = zeros(1, 3, 8, 8);
        Assert.Equal("image", Assert.Throws<ArgumentNullException>(() => HaarTransform.Analyze(null!)).ParamName);
        Assert.Equal("bands", Assert.Throws<ArgumentNullException>(() => HaarTransform.Synthesize(null!)).ParamName);
        Assert.Equal("image", Assert.Throws<ArgumentNullException>(() => HaarTransform.Pyramid(null!, 1)).ParamName);
        Assert.Equal("levels", Assert.Throws<ArgumentOutOfRangeException>(() => HaarTransform.Pyramid(x, 0)).ParamName);
    }
}
