namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>A linear layer over the channels of each position.</summary>
internal sealed unsafe class LinearStage : Stage
{
    private readonly string _name;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly Im2ColConvolution? _kernel;

    /// <param name="weights">The layer's.</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    public LinearStage(Weights weights, int inputs, int outputs)
    {
        (_name, _inputs, _outputs) = (weights.Name, inputs, outputs);
        using var weight = weights.Read("weight", outputs, inputs);
        using var bias = weights.Read("bias", outputs);
        if (weight is not null && bias is not null)
            _kernel = Own(new Im2ColConvolution(weight.Pointer, bias.Pointer, inputs, outputs, height: 1, width: 1, stride: 1, padding: 0));
    }

    public override Features Run(Features x, Workspace workspace) => Run(x, workspace, FusedOps.None);

    /// <summary>Computes it, and together with what surrounds it: a row prologue, a residual.</summary>
    /// <inheritdoc cref="Stage.Run(Features, Workspace)"/>
    /// <param name="gelu">Whether GELU is applied to the result.</param>
    public Features Run(Features x, Workspace workspace, FusedOps ops, bool gelu = false)
    {
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, maps.Height, maps.Width, _outputs);
        if (!workspace.IsRehearsal)
            _kernel!.Run(maps, null, y.Maps, new Epilogue(ops.Residual is null ? null : ops.Residual.Maps.Data, gelu: gelu), ops.RowPrologue);
        workspace.Completed(_name, y, y.Maps.Positions * _inputs * _outputs);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output;
}
