using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Similarity;

public sealed class SsimTests
{
    [Fact]
    public void Values_are_those_of_scikit_image()
    {
        var pairs = MetricFixture.Pairs();
        Assert.Equal(3, pairs.Length);
        foreach (var pair in pairs)
        {
            Assert.Equal(pair.Ssim, Ssim.Of(pair.A, pair.B), 1e-6);
            Assert.Equal(pair.Ssim, Ssim.Of(pair.B, pair.A), 1e-6);
        }
    }

    [Fact]
    public void Each_picture_of_a_batch_has_its_own_value()
    {
        var pair = MetricFixture.Pairs()[0];
        var values = Ssim.Of(ImageTensors.ToTensor(pair.A, pair.A), ImageTensors.ToTensor(pair.B, pair.A));
        Assert.Equal(pair.Ssim, values[0], 1e-6);
        Assert.Equal(1, values[1], 1e-12);
    }

    [Theory]
    [InlineData(10, 11)]
    [InlineData(11, 10)]
    public void A_picture_smaller_than_the_window_is_refused(int width, int height)
    {
        var small = new RgbImage(width, height);
        var error = Assert.Throws<ArgumentException>(() => Ssim.Of(small, small));
        Assert.Contains($"at least {Ssim.MinimumSide} pixels", error.Message, StringComparison.Ordinal);
        using var images = zeros([1, 3, height, width]);
        error = Assert.Throws<ArgumentException>(() => Ssim.Of(images, images));
        Assert.Contains($"at least {Ssim.MinimumSide} pixels a side; got [1,3,{height},{width}]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_have_the_values_of_their_pictures()
    {
        foreach (var pair in MetricFixture.Pairs())
            Assert.Equal(Ssim.Of(pair.A, pair.B), Ssim.Of(ImageTensors.ToTensor(pair.A), ImageTensors.ToTensor(pair.B)).Single(), 1e-12);
    }

    [Fact]
    public void Shapes_are_checked_and_no_tensor_is_left_over()
    {
        Assert.Throws<ArgumentException>(() => Ssim.Of(zeros([1, 3, 12, 12]), zeros([1, 3, 12, 13])));
        Assert.Throws<ArgumentException>(() => Ssim.Of(new RgbImage(12, 13), new RgbImage(13, 12)));
        using var images = ones([2, 3, 12, 12]);
        using var scope = NewDisposeScope();
        Ssim.Of(images, images);
        Psnr.Of(images, images);
        Assert.Equal(0, scope.DisposablesCount);
    }
}
