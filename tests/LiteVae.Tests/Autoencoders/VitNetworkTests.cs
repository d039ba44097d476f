using LiteVae.Autoencoders;
using LiteVae.Autoencoders.Networks;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Autoencoders;

public sealed class VitNetworkTests
{
    private static readonly VitConfig Small = new() { Width = 8, Depth = 1, Heads = 2, Grid = 4 };

    [Fact]
    public void Embeddings_of_its_own_grid_are_used_as_they_are_and_sampled_smoothly_elsewhere()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var network = new VitNetwork(6, 4, Small);
        // With embeddings that are all alike, interpolation changes nothing: every size of a constant image answers the same.
        network.get_parameter("pos_embed")!.Fill(0.3);
        double CenterOf(long side) => network.call(ones(1, 6, side, side))[0, 0, side / 2, side / 2].ToNumber();
        Assert.Equal(CenterOf(4), CenterOf(12), 1e-5);
        Assert.Equal(CenterOf(4), CenterOf(7), 1e-5);
    }

    [Fact]
    public void Position_matters()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        manual_seed(1);
        using var network = new VitNetwork(6, 4, Small);
        var y = network.call(ones(1, 6, 4, 4));
        Assert.NotEqual(y[0, 0, 1, 1].ToNumber(), y[0, 0, 2, 2].ToNumber());
    }

    [Fact]
    public void Refuses_more_positions_than_it_can_attend_over()
    {
        using var scope = NewDisposeScope();
        using var network = new VitNetwork(6, 4, Small);
        var refusal = Assert.Throws<ArgumentException>(() => network.call(zeros(1, 6, 129, 128)));
        Assert.Contains("got 129x128", refusal.Message);
    }

    [Fact]
    public void Its_normalisation_begins_as_the_identity()
    {
        using var network = new VitNetwork(6, 4, Small);
        foreach (var (name, parameter) in network.named_parameters().Where(p => p.name.Contains("norm", StringComparison.Ordinal)))
            Assert.All(parameter.data<float>().ToArray(), v => Assert.Equal(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0, v));
    }
}
