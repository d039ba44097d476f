using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Evaluation.Distributions;
using LiteVae.Evaluation.Features;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Features;

public sealed class RandomFeaturesTests
{
    [Fact]
    public void Agree_with_the_same_network_in_plain_loops()
    {
        using var scope = NewDisposeScope();
        var expected = FormulaTensors.Fixture("evaluation/features.json")["random"]!.AsArray().Select(v => (double)v!).ToArray();
        var image = FormulaTensors.Make([1, 3, 16, 16], 7).Plus(1).Times(128).floor().DividedBy(127.5).Minus(1);
        using var network = new RandomFeatures();
        var features = network.Of(image);
        Assert.Equal([1, network.FeatureCount], features.shape);
        Assert.Equal(expected.Length, network.FeatureCount);
        foreach (var (value, wanted) in features.to_type(ScalarType.Float64).data<double>().ToArray().Zip(expected))
            Assert.Equal(wanted, value, 1e-5);
    }

    [Fact]
    public void Two_networks_and_any_batches_give_the_same()
    {
        using var scope = NewDisposeScope();
        using RandomFeatures one = new(), other = new();
        var images = Pictures(0, 5);
        var whole = one.Of(images);
        var parts = cat([.. images.split(2).Select(other.Of)]);
        Assert.True((whole - parts).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Equal_sets_are_nearer_than_other_images_of_the_kind_and_noise_blur_and_darkness_are_far()
    {
        using var scope = NewDisposeScope();
        using var network = new RandomFeatures();
        var images = Pictures(0, 150);
        var shuffled = images.flip(0);
        var others = Pictures(150, 150);
        double To(Tensor x) => Distance(network, images, x);
        var chance = To(others);
        Assert.InRange(To(shuffled), 0, 1e-6);
        Assert.True(chance > 1e-3, $"{chance}");
        manual_seed(1);
        var changed = new Dictionary<string, Tensor>
        {
            ["noise instead"] = rand(images.shape).Times(2).Minus(1),
            ["noise added"] = images.Plus(randn(images.shape).Times(0.2)),
            ["blurred"] = nn.functional.avg_pool2d(images, 3, stride: 1, padding: 1, count_include_pad: false),
            ["darker"] = images.Times(0.7).Minus(0.3),
            ["one image"] = images[..1].expand(images.shape),
        };
        Assert.All(changed, c => Assert.True(To(c.Value) > 2 * chance, $"{c.Key}: {To(c.Value)}, chance alone {chance}"));
    }

    [Fact]
    public void Small_images_are_refused()
    {
        using var network = new RandomFeatures();
        using var small = zeros(1, 3, 8, 7);
        Assert.Contains("at least 8 pixels; got [1,3,8,7]", Assert.Throws<ArgumentException>(() => network.Of(small)).Message);
    }

    [Fact]
    public void Leave_no_tensor_behind()
    {
        using var images = zeros(2, 3, 16, 16);
        TensorLeaks.AssertNone(() =>
        {
            using var network = new RandomFeatures();
            network.Of(images).Dispose();
        });
    }

    private static double Distance(RandomFeatures network, Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        using FrechetStatistics a = new(network.FeatureCount), b = new(network.FeatureCount);
        a.Add(network.Of(x));
        b.Add(network.Of(y));
        return FrechetDistance.Between(a, b);
    }

    private static Tensor Pictures(int first, int count)
    {
        using var source = new ProceduralImageSource(3, 32);
        return ImageTensors.ToTensor([.. Enumerable.Range(first, count).Select(i => source.TryLoad(i, new LoadOptions(32, false, false, 0))!)]);
    }
}
