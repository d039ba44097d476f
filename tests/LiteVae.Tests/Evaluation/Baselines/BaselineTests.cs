using LiteVae.Evaluation.Baselines;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Baselines;

public sealed class BaselineTests
{
    [Fact]
    public void Downscaling_is_PyTorchs_antialiased_bicubic()
    {
        var expected = Fixture("metrics/metrics.json")["downscale"]!;
        var image = ImageTensors.ToTensor(MetricFixture.Picture(expected, "image"));
        AssertEqual(expected["reconstruction"], new DownscaleCodec().Reconstruct(image.@double()), 1e-6);
        AssertEqual(expected["reconstruction"], new DownscaleCodec().Reconstruct(image), 1e-5);
        Assert.Equal(3, new DownscaleCodec().NumbersPerPosition);
    }

    [Fact]
    public void LL_alone_is_the_mean_of_each_block()
    {
        var images = Make([2, 3, 16, 24], 4);
        var codec = new HaarCodec(keepDetails: false);
        var means = images.unflatten(3, 3, 8).unflatten(2, 2, 8).mean([3, 5], keepdim: true).expand(2, 3, 2, 8, 3, 8).reshape(2, 3, 16, 24);
        Assert.True(codec.Reconstruct(images).allclose(means, rtol: 0, atol: 1e-12));
        Assert.Equal(3, codec.NumbersPerPosition);
    }

    [Fact]
    public void Details_of_the_third_level_make_blocks_of_four()
    {
        var images = Make([2, 3, 16, 24], 5);
        var codec = new HaarCodec(keepDetails: true);
        var means = images.unflatten(3, 6, 4).unflatten(2, 4, 4).mean([3, 5], keepdim: true).expand(2, 3, 4, 4, 6, 4).reshape(2, 3, 16, 24);
        Assert.True(codec.Reconstruct(images).allclose(means, rtol: 0, atol: 1e-12));
        Assert.Equal(12, codec.NumbersPerPosition);
    }

    [Fact]
    public void A_flat_image_survives_each()
    {
        var flat = zeros([1, 3, 8, 16]).Fill(0.3);
        foreach (var result in new[] { new DownscaleCodec().Reconstruct(flat), new HaarCodec(false).Reconstruct(flat), new HaarCodec(true).Reconstruct(flat) })
            Assert.True(result.allclose(flat, rtol: 0, atol: 1e-6));
    }

    [Fact]
    public void Sizes_must_be_multiples_of_eight()
    {
        Assert.Throws<ArgumentException>(() => new DownscaleCodec().Reconstruct(zeros([1, 3, 12, 16])));
        Assert.Throws<ArgumentException>(() => new HaarCodec(true).Reconstruct(zeros([1, 3, 16, 12])));
    }
}
