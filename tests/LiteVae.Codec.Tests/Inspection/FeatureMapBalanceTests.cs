using LiteVae.Codec.Inspection;

namespace LiteVae.Codec.Tests.Inspection;

public sealed class FeatureMapBalanceTests
{
    private static readonly float[] s_even = [-2, -2, -2, -2, -2, -2, -2, -2, -2];
    private static readonly float[] s_spiked = [1, 1, 1, 1, -50, 1, 1, 1, 1];

    [Fact]
    public void Is_the_largest_over_the_median_magnitude_of_each_map()
    {
        var balance = FeatureMapBalance.Of(new ChannelPlanes((float[])[.. s_even, .. s_spiked, .. s_spiked.Select(v => 7 * v)], 3, 3, 3));
        Assert.Equal([1.0, 50.0, 50.0], balance.Ratios);
        Assert.Equal(50, balance.Median);
        Assert.Equal(50, balance.Largest);
    }

    [Fact]
    public void Several_pictures_are_averaged_map_by_map()
    {
        var balance = FeatureMapBalance.Mean(new FeatureMapBalance([1, 4]), new FeatureMapBalance([5, 6]));
        Assert.Equal([3.0, 5.0], balance.Ratios);
        Assert.Throws<ArgumentException>(() => FeatureMapBalance.Mean(balance, new FeatureMapBalance([1])));
        Assert.Throws<ArgumentException>(() => FeatureMapBalance.Mean());
    }

    [Fact]
    public void A_map_that_is_nought_for_the_most_part_has_an_infinite_ratio() =>
        Assert.Equal(double.PositiveInfinity, FeatureMapBalance.Of(new ChannelPlanes(new float[] { 0, 0, 3 }, 1, 1, 3)).Largest);

    [Fact]
    public void Planes_of_another_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ChannelPlanes(new float[5], 1, 2, 2));
        var planes = new ChannelPlanes(new float[] { 1, 2, 3, 4 }, 2, 1, 2);
        Assert.Equal([3f, 4f], planes.Channel(1).Values.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => planes.Channel(2));
    }
}
