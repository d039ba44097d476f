using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Similarity;

public sealed class PsnrTests
{
    [Fact]
    public void Values_are_those_of_scikit_image()
    {
        var pairs = MetricFixture.Pairs();
        Assert.Equal(3, pairs.Length);
        foreach (var pair in pairs)
        {
            Assert.Equal(pair.Psnr, Psnr.Of(pair.A, pair.B), 1e-6);
            Assert.Equal(pair.Psnr, Psnr.Of(ImageTensors.ToTensor(pair.A), ImageTensors.ToTensor(pair.B)).Single(), 1e-6);
        }
    }

    [Fact]
    public void Each_picture_of_a_batch_has_its_own_value_and_identical_ones_count_as_100()
    {
        var (_, b, psnr, _) = MetricFixture.Pairs()[1];
        var a = MetricFixture.Pairs()[1].A;
        var values = Psnr.Of(ImageTensors.ToTensor(a, a), ImageTensors.ToTensor(b, a));
        Assert.Equal(psnr, values[0], 1e-6);
        Assert.Equal(100, values[1]);
        Assert.Equal(100, Psnr.Of(a, a));
    }

    [Fact]
    public void A_single_wrong_level_in_a_large_picture_counts_no_more_than_an_identical_one()
    {
        var (a, b) = (new RgbImage(256, 256), new RgbImage(256, 256));
        b.Pixels[0] = 1;
        Assert.Equal(100, Psnr.Of(a, b));
    }

    [Fact]
    public void Values_are_rounded_and_clamped_to_levels_first()
    {
        var a = zeros([1, 3, 4, 4]).Fill(1f);
        Assert.Equal(100, Psnr.Of(a, a.Times(1.5f)).Single());
        Assert.Equal(100, Psnr.Of(a, a.Minus(0.4f / 127.5f)).Single());
        Assert.Equal(20 * Math.Log10(255), Psnr.Of(a, a.Minus(0.6f / 127.5f)).Single(), 1e-9);
    }

    [Fact]
    public void Shapes_and_values_are_checked()
    {
        Assert.Throws<ArgumentException>(() => Psnr.Of(new RgbImage(2, 3), new RgbImage(3, 2)));
        var picture = new RgbImage(11, 11);
        Assert.Equal("a", Assert.Throws<ArgumentNullException>(() => Psnr.Of(null!, picture)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentNullException>(() => Psnr.Of(picture, null!)).ParamName);
        Assert.Equal("a", Assert.Throws<ArgumentNullException>(() => Ssim.Of(null!, picture)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentNullException>(() => Ssim.Of(picture, null!)).ParamName);
        using var image = zeros([1, 3, 4, 4]);
        Assert.Equal("a", Assert.Throws<ArgumentNullException>(() => Psnr.Of(null!, image)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentNullException>(() => Psnr.Of(image, null!)).ParamName);
        Assert.Throws<ArgumentException>(() => Psnr.Of(zeros([1, 3, 4, 4]), zeros([2, 3, 4, 4])));
        Assert.Throws<ArgumentException>(() => Psnr.Of(zeros([1, 4, 4, 4]), zeros([1, 4, 4, 4])));
        Assert.Throws<ArgumentException>(() => Psnr.Of(zeros([1, 3, 4, 4]), zeros([1, 3, 4, 4]).Fill(float.NaN)));
    }
}
