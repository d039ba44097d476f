using LiteVae.Evaluation;
using LiteVae.Evaluation.Baselines;
using LiteVae.Pictures;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Baselines;

public sealed class BaselineCodecTests
{
    public static TheoryData<string> Names => [.. BaselineCodec.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_the_numbers_it_declares(string name)
    {
        var codec = Get(name);
        var latents = codec.Encode(FormulaTensors.Make([2, 3, 16, 24], 0).to_type(ScalarType.Float32));
        Assert.Equal([2, codec.LatentChannels, 2, 3], latents.shape);
        Assert.Contains($"{codec.LatentChannels} numbers per 8x8", codec.Description);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_constant_image_survives(string name)
    {
        var x = cat([full([1, 1, 16, 16], 0.3f), full([1, 1, 16, 16], -0.9f), full([1, 1, 16, 16], 0.05f)], 1);
        Assert.True(Get(name).Reconstruct(x).allclose(x, 1e-5, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_size_comes_back(string name)
    {
        foreach (var (width, height) in new[] { (1, 1), (7, 13), (33, 8) })
        {
            var picture = Get(name).Reconstruct(new RgbImage(width, height));
            Assert.Equal((width, height), (picture.Width, picture.Height));
            Assert.All(picture.Pixels, p => Assert.Equal(0, p));
        }
    }

    [Fact]
    public void Haar_lowpass_is_the_mean_of_each_block()
    {
        var x = FormulaTensors.Make([1, 3, 16, 24], 3).to_type(ScalarType.Float32);
        var means = nn.functional.avg_pool2d(x, 8);
        var expected = means.repeat_interleave(8, 2).repeat_interleave(8, 3);
        Assert.True(new HaarCodec(HaarBands.Lowpass).Reconstruct(x).allclose(expected, 1e-5, 1e-6));
    }

    [Fact]
    public void Haar_level_3_keeps_the_mean_of_each_quarter_of_a_block()
    {
        var x = FormulaTensors.Make([1, 3, 16, 24], 3).to_type(ScalarType.Float32);
        var expected = nn.functional.avg_pool2d(x, 4).repeat_interleave(4, 2).repeat_interleave(4, 3);
        Assert.True(new HaarCodec(HaarBands.Level3).Reconstruct(x).allclose(expected, 1e-5, 1e-6));
    }

    [Fact]
    public void Twelve_numbers_beat_three_on_natural_statistics()
    {
        var picture = ImagePairFixture.Get("photolike_noise").A;
        var values = BaselineCodec.All.Select(c => Psnr.Of(picture, c.Reconstruct(picture))).ToArray();
        Assert.True(values[2] > values[1] + 1, string.Join(", ", values));
        Assert.True(values[0] < values[2]);
    }

    private static BaselineCodec Get(string name) => BaselineCodec.All.Single(c => c.Name == name);
}
