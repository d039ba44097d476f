using LiteVae.Codec.Networks.Costs;

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
        : this(weights, inputs, outputs, [outputs, inputs], null)
    {
    }

    private LinearStage(Weights weights, int inputs, int outputs, long[] shape, Func<int, int>? storedAt)
    {
        (_name, _inputs, _outputs) = (weights.Name, inputs, outputs);
        using var weight = weights.Read("weight", shape);
        using var bias = weights.Read("bias", outputs);
        if (weight is null || bias is null)
            return;
        using var orderedWeight = storedAt is null ? null : Ordered(weight, inputs, outputs, storedAt);
        using var orderedBias = storedAt is null ? null : Ordered(bias, 1, outputs, storedAt);
        _kernel = Own(new Im2ColConvolution(
            (orderedWeight ?? weight).Pointer, (orderedBias ?? bias).Pointer, inputs, outputs, height: 1, width: 1, stride: 1, padding: 0));
    }

    /// <summary>A layer whose weight is stored as that of a one-dimensional convolution, [outputs, inputs, 1].</summary>
    /// <param name="weights">The layer's.</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="storedAt">The index in the file of each output's weights; null where outputs stay in the file's order.</param>
    public static LinearStage OfConvolution(Weights weights, int inputs, int outputs, Func<int, int>? storedAt = null) =>
        new(weights, inputs, outputs, [outputs, inputs, 1], storedAt);

    public override Features Run(Features x, Workspace workspace) => Run(x, workspace, FusedOps.None);

    /// <summary>Computes it, and together with what surrounds it: a row prologue, a residual, SiLU.</summary>
    /// <inheritdoc cref="Stage.Run(Features, Workspace)"/>
    /// <param name="gelu">The GELU that is applied to the result.</param>
    public Features Run(Features x, Workspace workspace, FusedOps ops, GeluForm gelu = GeluForm.None)
    {
        var maps = x.Maps;
        var y = workspace.Rent(maps.Images, maps.Height, maps.Width, _outputs);
        var epilogue = new Epilogue(ops.Residual is null ? null : ops.Residual.Maps.Data, silu: ops.Silu, gelu: gelu);
        if (!workspace.IsRehearsal)
            _kernel!.Run(maps, null, y.Maps, epilogue, ops.RowPrologue);
        workspace.Completed(_name, y, y.Maps.Positions * _inputs * _outputs);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output;

    private static FloatBuffer Ordered(FloatBuffer stored, int width, int outputs, Func<int, int> storedAt)
    {
        var result = new FloatBuffer(stored.Length, clear: false);
        for (var output = 0; output < outputs; output++)
            new ReadOnlySpan<float>(stored.Pointer + (long)storedAt(output) * width, width).CopyTo(new Span<float>(result.Pointer + (long)output * width, width));
        return result;
    }
}
