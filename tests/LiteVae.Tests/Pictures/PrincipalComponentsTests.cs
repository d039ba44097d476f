using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Pictures;

public sealed class PrincipalComponentsTests
{
    // Four vectors (columns) spread 6 along (0.6, 0.8, 0), 2 along (0.8, -0.6, 0) and 1 along the third axis, about a mean of (1, 2, 3).
    private static readonly double[,] s_channels =
    {
        { 1 + 0.6 * 6 + 0.8 * 2, 1 - 0.6 * 6 + 0.8 * 2, 1 + 0.6 * 6 - 0.8 * 2, 1 - 0.6 * 6 - 0.8 * 2 },
        { 2 + 0.8 * 6 - 0.6 * 2, 2 - 0.8 * 6 - 0.6 * 2, 2 + 0.8 * 6 + 0.6 * 2, 2 - 0.8 * 6 + 0.6 * 2 },
        { 3 + 1, 3 - 1, 3 - 1, 3 + 1 },
    };

    [Fact]
    public void Components_come_by_falling_variance_with_their_largest_weight_positive()
    {
        using var channels = tensor(s_channels);
        using var projected = PrincipalComponents.Project(channels, 3);
        double[] expected = [6, -6, 6, -6, 2, 2, -2, -2, 1, -1, -1, 1];
        Assert.Equal(expected, projected.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Fewer_components_are_the_first_of_all()
    {
        using var channels = randn([8, 100], dtype: ScalarType.Float64);
        using var all = PrincipalComponents.Project(channels, 8);
        using var some = PrincipalComponents.Project(channels, 3);
        using var first = all.narrow(0, 0, 3);
        Assert.True(some.allclose(first));
    }

    [Fact]
    public void A_projection_on_all_components_keeps_the_energy()
    {
        using var channels = randn([5, 64], dtype: ScalarType.Float64);
        using var centered = channels - channels.mean([1], keepdim: true);
        using var all = PrincipalComponents.Project(channels, 5);
        Assert.Equal(centered.Squared().sum().item<double>(), all.Squared().sum().item<double>(), 1e-9);
        TensorLeaks.AssertNone(() => PrincipalComponents.Project(channels, 2).Dispose());
    }
}
