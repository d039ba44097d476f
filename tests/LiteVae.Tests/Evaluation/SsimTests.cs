using LiteVae.Evaluation;
using LiteVae.Pictures;
using TorchSharp;

namespace LiteVae.Tests.Evaluation;

public sealed class SsimTests
{
    public static TheoryData<string> Pairs => ImagePairFixture.Names;

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Agrees_with_scikit_image(string name)
    {
        var pair = ImagePairFixture.Get(name);
        Assert.Equal(pair.Ssim, Ssim.Of(pair.A, pair.B), 1e-9);
        Assert.Equal(pair.Ssim, Assert.Single(Ssim.Of(ImageTensors.ToTensor(pair.A), ImageTensors.ToTensor(pair.B))), 1e-9);
    }

    [Fact]
    public void An_identical_pair_is_1_and_order_does_not_matter()
    {
        var pair = ImagePairFixture.All[0];
        Assert.Equal(1, Ssim.Of(pair.A, pair.A), 1e-12);
        Assert.Equal(Ssim.Of(pair.A, pair.B), Ssim.Of(pair.B, pair.A), 1e-12);
    }

    [Fact]
    public void A_batch_gives_a_value_per_image_in_order()
    {
        var pair = ImagePairFixture.All[0];
        var a = ImageTensors.ToTensor(pair.A, pair.A);
        var b = ImageTensors.ToTensor(pair.B, pair.A);
        var values = Ssim.Of(a, b);
        Assert.Equal(pair.Ssim, values[0], 1e-9);
        Assert.Equal(1, values[1], 1e-12);
    }

    [Fact]
    public void Images_smaller_than_the_window_are_refused()
    {
        Assert.False(Ssim.IsDefined(64, 10));
        var picture = Assert.Throws<ArgumentException>(() => Ssim.Of(new RgbImage(64, 10), new RgbImage(64, 10)));
        Assert.Contains("at least 11x11 pixels; got 64x10", picture.Message);
        Assert.Throws<ArgumentException>(() => Ssim.Of(torch.zeros(1, 3, 64, 10), torch.zeros(1, 3, 64, 10)));
    }

    [Fact]
    public void No_tensor_outlives_the_call()
    {
        using var scope = torch.NewDisposeScope();
        var pair = ImagePairFixture.All[0];
        _ = Ssim.Of(pair.A, pair.B) + Psnr.Of(pair.A, pair.B);
        var before = scope.DisposablesCount;
        _ = Ssim.Of(ImageTensors.ToTensor(pair.A), ImageTensors.ToTensor(pair.B));
        Assert.Equal(before + 2, scope.DisposablesCount);
    }
}
