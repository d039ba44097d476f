using LiteVae.Evaluation;
using LiteVae.Pictures;
using TorchSharp;

namespace LiteVae.Tests.Evaluation;

public sealed class PsnrTests
{
    public static TheoryData<string> Pairs => ImagePairFixture.Names;

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Agrees_with_scikit_image(string name)
    {
        var pair = ImagePairFixture.Get(name);
        Assert.Equal(pair.Psnr, Psnr.Of(pair.A, pair.B), 1e-9);
        Assert.Equal(pair.Psnr, Assert.Single(Psnr.Of(ImageTensors.ToTensor(pair.A), ImageTensors.ToTensor(pair.B))), 1e-9);
    }

    [Fact]
    public void An_identical_pair_counts_as_100_dB_and_nothing_as_more()
    {
        var a = ImagePairFixture.All[0].A;
        Assert.Equal(100, Psnr.Of(a, a));
        var big = new RgbImage(512, 512);
        var almost = new RgbImage(512, 512);
        almost.Pixels[7] = 1;
        Assert.Equal(100, Psnr.Of(big, almost));
    }

    [Fact]
    public void A_batch_gives_a_value_per_image_in_order()
    {
        var a = torch.zeros(2, 3, 4, 4);
        var b = torch.stack([torch.full([3, 4, 4], 1f), torch.full([3, 4, 4], 0.2f)]);
        // 0 quantises to 128 (127.5 + 0.5), 1 to 255, 0.2 to 153.
        var expected = new[] { 127.0, 25 }.Select(d => 20 * Math.Log10(255 / d));
        foreach (var (e, got) in expected.Zip(Psnr.Of(a, b)))
            Assert.Equal(e, got, 1e-9);
    }

    [Fact]
    public void Values_beyond_the_range_are_clamped_and_rounded_first() =>
        Assert.Equal([100.0], Psnr.Of(torch.full([1, 3, 2, 2], 1.7f), torch.full([1, 3, 2, 2], 0.999f)));

    [Fact]
    public void What_cannot_be_compared_is_refused_by_name()
    {
        var sizes = Assert.Throws<ArgumentException>(() => Psnr.Of(new RgbImage(2, 3), new RgbImage(3, 2)));
        Assert.Contains("2x3 and 3x2", sizes.Message);
        var shapes = Assert.Throws<ArgumentException>(() => Psnr.Of(torch.zeros(1, 3, 4, 4), torch.zeros(2, 3, 4, 4)));
        Assert.Contains("[1,3,4,4] and [2,3,4,4]", shapes.Message);
        Assert.Throws<ArgumentException>(() => Psnr.Of(torch.zeros(1, 4, 4, 4), torch.zeros(1, 4, 4, 4)));
        var nan = Assert.Throws<ArgumentException>(() => Psnr.Of(torch.zeros(1, 3, 4, 4), torch.full([1, 3, 4, 4], float.NaN)));
        Assert.Contains("not finite", nan.Message);
    }
}
