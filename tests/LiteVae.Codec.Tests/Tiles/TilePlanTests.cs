using LiteVae.Codec.Tiles;

namespace LiteVae.Codec.Tests.Tiles;

public sealed class TilePlanTests
{
    [Theory]
    [InlineData(17, 8, 0)]
    [InlineData(30, 3, 0)]
    [InlineData(32, 8, 8)]
    [InlineData(26, 8, 5)]
    [InlineData(25, 8, 4)]
    [InlineData(1, 0, 0)]
    public void Tiles_cover_every_position_once(int side, int context, int blend)
    {
        var plan = new TilePlan(side, context, blend);
        for (var length = 1; length < 5 * side + 7; length++)
        {
            var tiles = plan.Cut(length);
            foreach (var scale in new[] { 1, 8 })
            {
                var sums = new double[length * scale];
                for (var i = 0; i < tiles.Count; i++)
                {
                    var weights = TilePlan.Weights(tiles, i, scale);
                    Assert.Equal(tiles[i].Kept * scale, weights.Length);
                    for (var j = 0; j < weights.Length; j++)
                    {
                        Assert.True(weights[j] is > 0 and <= 1);
                        sums[tiles[i].KeepFrom * scale + j] += weights[j];
                    }
                }
                Assert.All(sums, sum => Assert.Equal(1, sum, 1e-6));
            }
        }
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 8)]
    [InlineData(5, 8)]
    public void Weights_rise_and_fall_evenly_from_nearly_nothing(int blend, int scale)
    {
        var tiles = new TilePlan(Side: 40, Context: 8, blend).Cut(100);
        Assert.True(tiles.Count > 2);
        var step = 1.0 / (blend * scale);
        for (var i = 0; i < tiles.Count; i++)
        {
            var weights = TilePlan.Weights(tiles, i, scale);
            Assert.Equal(i == 0 ? 1 : step / 2, weights[0], 1e-6);
            Assert.Equal(i == tiles.Count - 1 ? 1 : step / 2, weights[^1], 1e-6);
            Assert.All(weights.Zip(weights.Skip(1)), pair => Assert.True(Math.Abs(pair.First - pair.Second) < step * 1.001));
        }
    }

    [Fact]
    public void Tiles_have_their_side_and_context()
    {
        var plan = new TilePlan(Side: 40, Context: 8, Blend: 8);
        for (var length = 1; length < 300; length++)
        {
            var tiles = plan.Cut(length);
            Assert.Equal(length <= 40, tiles.Count == 1);
            foreach (var tile in tiles)
            {
                Assert.Equal(Math.Min(40, length), tile.Computed);
                Assert.True(tile.From >= 0 && tile.To <= length && tile.KeepFrom >= tile.From && tile.KeepTo <= tile.To);
                Assert.True(tile.From == 0 || tile.KeepFrom - tile.From >= 8);
                Assert.True(tile.To == length || tile.To - tile.KeepTo >= 8);
            }
        }
    }
}
