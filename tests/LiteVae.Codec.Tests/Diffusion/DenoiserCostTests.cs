using LiteVae.Codec.Diffusion.Denoisers;

namespace LiteVae.Codec.Tests.Diffusion;

public sealed class DenoiserCostTests
{
    [Theory]
    [InlineData("ldm-faces", 274_060_196)]
    [InlineData("ldm-churches", 294_966_916)]
    public void Parameters_are_the_published_networks(string preset, long parameters) => Assert.Equal(parameters, DenoiserCost.Of(DenoiserPresets.Get(preset)).Parameters);

    // DiT-S/2 takes 6.06 and DiT-B/2 23.01 G (Peebles and Xie 2023, table 4).
    [Theory]
    [InlineData("dit-s", 6.06e9)]
    [InlineData("dit-b", 23.01e9)]
    public void Multiplications_are_the_published_networks(string preset, double macs) =>
        Assert.InRange(DenoiserCost.Of(DenoiserPresets.Get(preset)).Macs, macs * 0.995, macs * 1.005);

    [Fact]
    public void A_small_transformers_multiplications_are_those_of_its_layers()
    {
        var cost = DenoiserCost.Of(new DitConfig { Width = 8, Depth = 1, Heads = 2, MlpRatio = 3 }, latentSize: 4);
        const int tokens = 4, width = 8;
        const int embedding = 256 * width + width * width + width * 6 * width + width * 2 * width;
        const int layers = 16 * width + width * 3 * width + width * width + 2 * width * 3 * width + width * 16;
        Assert.Equal(embedding + tokens * layers + 2 * tokens * tokens * width, cost.Macs);
        Assert.Equal(cost.Macs, cost.Modules.Where(m => m.Depth == 1).Sum(m => m.Macs));
    }

    [Fact]
    public void Modules_have_shapes_and_lie_within_each_other()
    {
        var cost = DenoiserCost.Of(DenoiserPresets.Get("ldm-mini"), latentSize: 16);
        Assert.Equal(cost.Macs, cost.Modules.Where(m => m.Depth == 1).Sum(m => m.Macs));
        Assert.Equal([1L, 128, 8, 8], cost.Modules.Single(m => m.Name == "middle_block").OutputShape);
        Assert.Equal([1L, 4, 16, 16], cost.Modules[^1].OutputShape);
    }

    [Fact]
    public void Sizes_that_the_network_does_not_take_are_refused() =>
        Assert.Contains("multiples of 8", Assert.Throws<ArgumentException>(() => DenoiserCost.Of(DenoiserPresets.Get("ldm-faces"), 12)).Message);
}
