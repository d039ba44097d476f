using LiteVae.Pictures;

namespace LiteVae.Tests.Pictures;

public sealed class PrincipalComponentsTests
{
    // Four vectors (columns) spread 6 along (0.6, 0.8, 0), 2 along (0.8, -0.6, 0) and 1 along the third axis, about a mean of (1, 2, 3).
    private static readonly double[][] s_channels =
    [
        [1 + 0.6 * 6 + 0.8 * 2, 1 - 0.6 * 6 + 0.8 * 2, 1 + 0.6 * 6 - 0.8 * 2, 1 - 0.6 * 6 - 0.8 * 2],
        [2 + 0.8 * 6 - 0.6 * 2, 2 - 0.8 * 6 - 0.6 * 2, 2 + 0.8 * 6 + 0.6 * 2, 2 - 0.8 * 6 + 0.6 * 2],
        [3 + 1, 3 - 1, 3 - 1, 3 + 1],
    ];

    [Fact]
    public void Components_come_by_falling_variance_with_their_largest_weight_positive()
    {
        double[] expected = [6, -6, 6, -6, 2, 2, -2, -2, 1, -1, -1, 1];
        Assert.Equal(expected, PrincipalComponents.Project(s_channels, 3).SelectMany(c => c), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Fewer_components_are_the_first_of_all()
    {
        var channels = Noise(8, 100);
        var (all, some) = (PrincipalComponents.Project(channels, 8), PrincipalComponents.Project(channels, 3));
        Assert.Equal(3, some.Length);
        Assert.Equal(all.Take(3).SelectMany(c => c), some.SelectMany(c => c));
    }

    [Fact]
    public void A_projection_on_all_components_keeps_the_energy()
    {
        var channels = Noise(5, 64);
        var energy = channels.Sum(c => c.Sum(v => Math.Pow(v - c.Average(), 2)));
        Assert.Equal(energy, PrincipalComponents.Project(channels, 5).Sum(c => c.Sum(v => v * v)), 1e-9);
    }

    private static double[][] Noise(int channels, int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, channels).Select(_ => Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5).ToArray())];
    }
}
