using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>GroupNorm and SiLU, or one of them alone.</summary>
internal sealed unsafe class NormStage : Stage
{
    private readonly string _name = "";
    private readonly GroupNormKernel? _kernel;

    /// <param name="weights">The norm's.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="groups">Its groups, which divide the channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public NormStage(Weights weights, int channels, int groups, double epsilon, bool silu = true)
    {
        (_name, Normalizes) = (weights.Name, true);
        using var weight = weights.Read("weight", channels);
        using var bias = weights.Read("bias", channels);
        if (weight is not null && bias is not null)
            _kernel = Own(new GroupNormKernel(weight.Pointer, bias.Pointer, channels, groups, epsilon, silu));
    }

    private NormStage()
    {
    }

    /// <summary>Whether it normalizes; otherwise it is SiLU alone.</summary>
    public bool Normalizes { get; }

    /// <summary>SiLU alone, for networks that do not normalize. Each is its owner's, who disposes it.</summary>
    public static NormStage Silu() => new();

    public override Features Run(Features x, Workspace workspace) => Run(x, concat: null, workspace);

    /// <summary>Computes it by itself, in a pass over memory.</summary>
    /// <param name="x">[B,H,W,C].</param>
    /// <param name="concat">[B,H,W,D]: channels that follow those of <paramref name="x"/>.</param>
    /// <param name="workspace">Memory of this run.</param>
    /// <returns>[B,H,W,C+D].</returns>
    public Features Run(Features x, Features? concat, Workspace workspace)
    {
        Announce(x, concat, workspace);
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, maps.Height, maps.Width, maps.Channels + (concat?.Maps.Channels ?? 0));
        if (workspace.IsRehearsal)
            return y;
        using var prologue = Prepare(x, concat, workspace);
        prologue.Run(maps, concat?.Maps, y.Maps);
        return y;
    }

    /// <summary>The same, as something that a convolution does as it reads. The caller disposes it.</summary>
    /// <param name="x">[B,H,W,C].</param>
    /// <param name="concat">[B,H,W,D]: channels that follow those of <paramref name="x"/>.</param>
    /// <param name="workspace">The run.</param>
    /// <param name="modulation">A scale and a shift of what is normalized, before SiLU; null for none, and where it does not normalize.</param>
    public Prologue Prepare(Features x, Features? concat, Workspace workspace, Modulation? modulation = null)
    {
        if (_kernel is null)
            return Prologue.Silu;
        var (moments, concatMoments) = workspace.Statistics?.Next(x.Maps, concat?.Maps) ?? (x.Moments, concat?.Moments);
        return _kernel.Prepare(moments, concatMoments, x.Maps.Images, modulation);
    }

    /// <summary>Tells the observer of a rehearsal that the norm has its turn; in a real run it may be a part of a convolution.</summary>
    public void Announce(Features x, Features? concat, Workspace workspace)
    {
        if (!workspace.IsRehearsal || !Normalizes)
            return;
        var maps = x.Maps;
        workspace.Completed(_name, new Features(new FeatureMaps(null, maps.Images, maps.Height, maps.Width, maps.Channels + (concat?.Maps.Channels ?? 0))));
    }

    public override ReceptiveField Before(ReceptiveField output) => Normalizes ? output.Normalized() : output;
}
