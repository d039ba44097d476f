using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>Average pooling over blocks of positions.</summary>
/// <param name="factor">Side of a block.</param>
internal sealed class AveragePoolStage(int factor) : Stage
{
    public override Features Run(Features x, Workspace workspace)
    {
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, maps.Height / factor, maps.Width / factor, maps.Channels);
        if (!workspace.IsRehearsal)
            AveragePooling.Run(maps, factor, y.Maps);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.BeforeDownsampling(factor);
}
