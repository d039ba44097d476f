using LiteVae.Evaluation.FeatureMaps;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.FeatureMaps;

public sealed class FeatureMapBalanceTests
{
    [Fact]
    public void Is_the_largest_over_the_median_magnitude_of_each_map()
    {
        using var scope = NewDisposeScope();
        var even = zeros(1, 1, 3, 3).Fill(-2f);
        var spiked = ones(1, 1, 3, 3);
        spiked[0, 0, 1, 1] = -50f;
        var balance = FeatureMapBalance.Of(cat([even, spiked, spiked.Times(7)], 1));
        Assert.Equal([1.0, 50.0, 50.0], balance.Ratios);
        Assert.Equal(50, balance.Median);
        Assert.Equal(50, balance.Largest);
    }

    [Fact]
    public void Several_images_are_averaged()
    {
        using var scope = NewDisposeScope();
        var spiked = ones(1, 1, 3, 3);
        spiked[0, 0, 1, 1] = 5f;
        Assert.Equal(3, FeatureMapBalance.Of(cat([ones(1, 1, 3, 3), spiked], 0)).Largest);
    }

    [Theory]
    [InlineData("litevae", 8)]
    [InlineData("smc decoder", 8)]
    [InlineData("sd f16", 8)]
    public void Sees_the_maps_of_the_last_block(string variant, int maps)
    {
        using var scope = NewDisposeScope();
        using var model = new LiteVae.Autoencoders.Autoencoder(ArchitectureVariants.All[variant]);
        var balance = FeatureMapBalance.Measure(model, rand(2, 3, 32, 32));
        Assert.Equal(maps, balance.Ratios.Count);
        Assert.All(balance.Ratios, r => Assert.True(r > 1));
    }
}
