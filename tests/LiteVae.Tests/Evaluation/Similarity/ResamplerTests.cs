using LiteVae.Evaluation.Similarity;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Similarity;

/// <summary>Rows of weights that follow from the definitions; whole images are compared with the other tools in InceptionInputTests.</summary>
public sealed class ResamplerTests
{
    [Fact]
    public void Two_positions_become_four()
    {
        AssertEqual([1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1], 2, 4, Resampling.PytorchBilinear);
        AssertEqual([1, 0, 0.5, 0.5, 0, 1, 0, 1], 2, 4, Resampling.Tensorflow1Bilinear);
    }

    [Fact]
    public void Four_positions_become_two()
    {
        AssertEqual([0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5], 4, 2, Resampling.PytorchBilinear);
        AssertEqual([1, 0, 0, 0, 0, 0, 1, 0], 4, 2, Resampling.Tensorflow1Bilinear);
    }

    [Fact]
    public void Bicubic_weights_are_those_of_the_kernel_over_their_sum()
    {
        // Keys' kernel with a = -1/2 at 1/4, 3/4, 5/4 and 7/4, by hand.
        double[] kernel = [111 / 128.0, 29 / 128.0, -9 / 128.0, -3 / 128.0];
        AssertEqual([1], 1, 1, Resampling.PilBicubic);
        // Reduced to half, the kernel is twice as wide: the first of two positions has its center at 1 of 4.
        var (first, sum) = (new[] { kernel[0], kernel[0], kernel[1], kernel[2] }, kernel[0] + kernel[0] + kernel[1] + kernel[2]);
        AssertEqual([.. first.Select(w => w / sum), .. first.Reverse().Select(w => w / sum)], 4, 2, Resampling.PilBicubic);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void Nothing_is_not_resampled(int from, int to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Matrix(from, to, Resampling.PilBicubic));

    private static void AssertEqual(double[] expected, int from, int to, Resampling how)
    {
        using var scope = NewDisposeScope();
        var matrix = Resampler.Matrix(from, to, how);
        Assert.Equal([to, from], matrix.shape);
        Assert.Equal(expected, matrix.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
