using LiteVae.Codec.Networks.Stages;

namespace LiteVae.Codec.Networks.Costs;

/// <summary>What one run of a network would take, found by passing shapes through it without computing.</summary>
/// <param name="Bytes">Memory of feature maps at the run's highest point, its input included.</param>
/// <param name="Layers">Every layer and part in the order of the computation; their outputs have no memory.</param>
/// <param name="Output">The shape of the network's output; without memory.</param>
internal sealed record Rehearsal(long Bytes, IReadOnlyList<LayerRun> Layers, FeatureMaps Output)
{
    /// <summary>Multiply-accumulates of all layers.</summary>
    public long Macs => Layers.Sum(l => l.Macs);

    /// <summary>Rehearses a run.</summary>
    /// <param name="network">The network; it may have been built from declared weights.</param>
    /// <param name="height">Of the input.</param>
    /// <param name="width">Of the input.</param>
    /// <param name="channels">Of the input.</param>
    /// <param name="images">How many at once.</param>
    public static unsafe Rehearsal Of(Stage network, int height, int width, int channels, int images = 1)
    {
        using var pool = new FeatureMapPool(simulated: true);
        var layers = new List<LayerRun>();
        var input = new FeatureMaps(null, images, height, width, channels);
        var output = network.Run(new Features(input), new Workspace(pool, layers.Add));
        return new Rehearsal(sizeof(float) * (pool.MaxLength + input.Positions * channels), layers, output.Maps);
    }
}
