using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages.Blocks;

/// <summary>A block of NAFNet (Chen et al. 2022): halves of the channels gate each other in place of activation functions.</summary>
internal sealed unsafe class NafBlockStage : Stage
{
    private const double Epsilon = 1e-6;

    private readonly string _name;
    private readonly int _channels;
    private readonly LayerNormStage _norm1;
    private readonly ConvolutionStage _conv1;
    private readonly DepthwiseConvolution? _conv2;
    private readonly ChannelAttention? _attention;
    private readonly ConvolutionStage _conv3;
    private readonly LayerNormStage _norm2;
    private readonly ConvolutionStage _conv4;
    private readonly ConvolutionStage _conv5;

    /// <param name="weights">The block's.</param>
    /// <param name="channels">Of input and output.</param>
    public NafBlockStage(Weights weights, int channels)
    {
        (_name, _channels) = (weights.Name, channels);
        // Factors of what is added to the input: a part of the weights that compute it.
        using var beta = weights.Read("beta", 1, channels, 1, 1);
        using var gamma = weights.Read("gamma", 1, channels, 1, 1);
        _norm1 = Own(new LayerNormStage(weights.Part("norm1"), channels, Epsilon));
        _conv1 = Linear("conv1", channels, 2 * channels);
        using var depthwise = weights.Part("conv2").Read("weight", 2 * channels, 1, 3, 3);
        using var depthwiseBias = weights.Part("conv2").Read("bias", 2 * channels);
        using var attention = weights.Part("sca").Read("weight", channels, channels, 1, 1);
        using var attentionBias = weights.Part("sca").Read("bias", channels);
        _conv3 = Linear("conv3", channels, channels, beta);
        _norm2 = Own(new LayerNormStage(weights.Part("norm2"), channels, Epsilon));
        _conv4 = Linear("conv4", channels, 2 * channels);
        _conv5 = Linear("conv5", channels, channels, gamma);
        if (depthwise is not null && depthwiseBias is not null)
            _conv2 = Own(new DepthwiseConvolution(depthwise.Pointer, depthwiseBias.Pointer, 2 * channels, gate: true));
        if (attention is not null && attentionBias is not null)
            _attention = Own(new ChannelAttention(attention.Pointer, attentionBias.Pointer, channels));

        ConvolutionStage Linear(string name, int from, int to, FloatBuffer? scale = null) =>
            Own(new ConvolutionStage(weights.Part(name), from, to, ConvolutionGeometry.Same(1), outputScale: scale));
    }

    public override Features Run(Features x, Workspace workspace) // [B, H, W, C]
    {
        var maps = x.Maps;
        _norm1.Announce(x, workspace);
        var wide = _conv1.Run(x, workspace, new() { RowPrologue = _norm1.Kernel }); // [B, H, W, 2C]
        var h = workspace.Rent(maps.Images, maps.Height, maps.Width, _channels);
        if (!workspace.IsRehearsal)
            _conv2!.Run(wide.Maps, h.Maps); // and the gate
        wide.Release();
        workspace.Completed($"{_name}.conv2", h, 9L * 2 * _channels * maps.Positions);
        using var attention = workspace.IsRehearsal ? null : _attention!.Prepare(h.Maps);
        workspace.Completed($"{_name}.sca", h, (long)_channels * _channels * maps.Images);
        var sum = _conv3.Run(h, workspace, new() { RowPrologue = attention, Residual = x });
        h.Release();
        _norm2.Announce(sum, workspace);
        wide = _conv4.Run(sum, workspace, new() { RowPrologue = _norm2.Kernel }); // [B, H, W, 2C]
        var y = _conv5.Run(wide, workspace, new() { RowPrologue = Gate.Instance, Residual = sum });
        wide.Release();
        sum.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Through(ConvolutionGeometry.Same(3)).Averaged();
}
