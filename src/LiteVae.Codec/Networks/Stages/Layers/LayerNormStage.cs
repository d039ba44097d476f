using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>Layer normalization over the channels of each position.</summary>
internal sealed unsafe class LayerNormStage : Stage
{
    private readonly string _name;

    /// <param name="weights">The norm's.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNormStage(Weights weights, int channels, double epsilon)
    {
        _name = weights.Name;
        using var weight = weights.Read("weight", channels);
        using var bias = weights.Read("bias", channels);
        if (weight is not null && bias is not null)
            Kernel = Own(new LayerNormKernel(weight.Pointer, bias.Pointer, channels, epsilon));
    }

    /// <summary>The norm as something that a 1x1 convolution does as it reads; null where weights are only declared.</summary>
    public LayerNormKernel? Kernel { get; }

    /// <summary>Tells the observer of a rehearsal that the norm has its turn, where it is a part of a convolution.</summary>
    public void Announce(Features x, Workspace workspace)
    {
        if (workspace.IsRehearsal)
            workspace.Completed(_name, x);
    }

    public override Features Run(Features x, Workspace workspace)
    {
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, maps.Height, maps.Width, maps.Channels);
        if (!workspace.IsRehearsal)
            Kernel!.Run(maps, y.Maps);
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output;
}
