using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>A convolution with constant weights: by Winograd's algorithm where it is 3x3 with stride one, else as a matrix product.</summary>
internal sealed unsafe class ConvolutionStage : Stage
{
    // Kernels from which on reading them, once transformed, takes longer than transforming them for each call.
    private const int ManyKernels = 128 * 128;

    private readonly string _name;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly ConvolutionGeometry _geometry;
    private readonly bool _upsample;
    private readonly bool _streams;
    private readonly WinogradConvolution? _winograd;
    private readonly StreamedWinogradConvolution? _streamed;
    private readonly Im2ColConvolution? _im2Col;

    /// <param name="weights">The layer's.</param>
    /// <param name="inputs">Channels.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="geometry">Kernel, stride and padding.</param>
    /// <param name="modulated">Whether it is self-modulated: its effective weight is a constant here (section 4.2, equation 3).</param>
    /// <param name="upsample">Whether the input is first enlarged by two, by repeating positions; only for 3x3 kernels of stride one.</param>
    /// <param name="outputScale">Factors of the outputs' channels, which become a part of the weights; null for none. Not for 3x3 kernels of stride one.</param>
    /// <param name="smallMaps">Whether the feature maps have few positions compared with the number of kernels; such a convolution collects no moments.</param>
    public ConvolutionStage(
        Weights weights, int inputs, int outputs, ConvolutionGeometry geometry, bool modulated = false, bool upsample = false, FloatBuffer? outputScale = null,
        bool smallMaps = false)
    {
        (_name, _inputs, _outputs, _geometry, _upsample) = (weights.Name, inputs, outputs, geometry, upsample);
        _streams = smallMaps && geometry == ConvolutionGeometry.Same(3) && (long)inputs * outputs >= ManyKernels;
        using var weight = modulated
            ? SelfModulation.ReadEffectiveWeight(weights, inputs, outputs, geometry.Kernel)
            : weights.Read("weight", outputs, inputs, geometry.Kernel, geometry.Kernel);
        using var bias = (modulated ? weights.Part("conv") : weights).Read("bias", outputs);
        if (weight is null || bias is null)
            return;
        if (geometry == ConvolutionGeometry.Same(3))
        {
            if (outputScale is not null)
                throw new ArgumentException($"Factors of the outputs are not a part of 3x3 convolutions; {_name} is one.", nameof(outputScale));
            if (_streams)
                _streamed = Own(new StreamedWinogradConvolution(weight.Pointer, bias.Pointer, inputs, outputs));
            else
                _winograd = Own(new WinogradConvolution(weight.Pointer, bias.Pointer, inputs, outputs));
        }
        else
        {
            _im2Col = Own(new Im2ColConvolution(
                weight.Pointer, bias.Pointer, inputs, outputs, geometry.Kernel, geometry.Kernel, geometry.Stride, geometry.Before,
                scale: outputScale is null ? null : outputScale.Pointer));
        }
    }

    public override Features Run(Features x, Workspace workspace) => Run(x, workspace, FusedOps.None);

    /// <summary>Computes it together with what surrounds it.</summary>
    /// <inheritdoc cref="Stage.Run(Features, Workspace)"/>
    public Features Run(Features x, Workspace workspace, FusedOps ops)
    {
        var maps = x.Maps;
        var scale = _upsample ? 2 : 1;
        var y = workspace.Rent(maps.Images, _geometry.Output(scale * maps.Height), _geometry.Output(scale * maps.Width), _outputs);
        if (ops.Residual is { } residual && !residual.Maps.HasShapeOf(y.Maps))
            throw new ArgumentException($"A sum of feature maps of different shapes in {_name}.", nameof(ops));
        if (_geometry != ConvolutionGeometry.Same(3) && (ops.Shift is not null || ops.Modulation is not null))
            throw new ArgumentException($"Shifts of images are a part of 3x3 convolutions alone; {_name} is none.", nameof(ops));
        // A matrix product reads its input as it lies: a norm before it is a pass of its own.
        var normalized = _geometry == ConvolutionGeometry.Same(3) ? null : ops.Norm?.Run(x, ops.Concat, workspace);
        if (normalized is null)
            ops.Norm?.Announce(x, ops.Concat, workspace);
        var scratch = _streams ? workspace.Rent(1, 1, 1, StreamedWinogradConvolution.ScratchLength(y.Maps, _inputs)) : null;
        if (!workspace.IsRehearsal)
            Compute(normalized ?? x, y, scratch, normalized is null ? ops : ops with { Norm = null, Concat = null }, workspace);
        scratch?.Release();
        normalized?.Release();
        workspace.Completed(_name, y, y.Maps.Positions * _outputs * _inputs * _geometry.Kernel * _geometry.Kernel);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output)
    {
        var field = output.Through(_geometry);
        return _upsample ? field.BeforeUpsampling(2) : field;
    }

    private void Compute(Features x, Features y, Features? scratch, FusedOps ops, Workspace workspace)
    {
        var epilogue = new Epilogue(ops.Residual is null ? null : ops.Residual.Maps.Data, (float)ops.Scale, ops.Silu);
        if (_im2Col is not null)
        {
            _im2Col.Run(x.Maps, ops.Concat?.Maps, y.Maps, epilogue, ops.RowPrologue);
            return;
        }
        using var prologue = ops.Norm?.Prepare(x, ops.Concat, workspace, ops.Modulation);
        var input = new ConvolutionInput(x.Maps, ops.Concat?.Maps, prologue, _upsample);
        if (_streamed is not null)
        {
            _streamed.Run(input, y.Maps, epilogue, scratch!.Maps.Data, ops.Shift);
            return;
        }
        var moments = _winograd!.Run(input, y.Maps, epilogue, ops.CollectMoments, ops.Shift);
        if (moments is not null)
            y.Moments = moments;
    }
}
