namespace LiteVae.Codec.Networks.Stages;

/// <summary>A block of NAFNet (Chen et al. 2022): halves of the channels gate each other in place of activation functions.</summary>
internal sealed unsafe class NafBlockStage : Stage
{
    private const double Epsilon = 1e-6;

    private readonly string _name;
    private readonly int _channels;
    private readonly LayerNormStage _norm1;
    private readonly ConvolutionStage _conv1;
    private readonly DepthwiseKernel? _conv2;
    private readonly ChannelAttentionKernel? _attention;
    private readonly ConvolutionStage _conv3;
    private readonly LayerNormStage _norm2;
    private readonly ConvolutionStage _conv4;
    private readonly ConvolutionStage _conv5;
    private readonly FloatBuffer? _beta;
    private readonly FloatBuffer? _gamma;

    /// <param name="weights">The block's.</param>
    /// <param name="channels">Of input and output.</param>
    public NafBlockStage(Weights weights, int channels)
    {
        (_name, _channels) = (weights.Name, channels);
        _norm1 = Own(new LayerNormStage(weights.Part("norm1"), channels, Epsilon));
        _conv1 = Linear("conv1", channels, 2 * channels);
        using var depthwise = weights.Part("conv2").Read("weight", 2 * channels, 1, 3, 3);
        using var depthwiseBias = weights.Part("conv2").Read("bias", 2 * channels);
        using var attention = weights.Part("sca").Read("weight", channels, channels, 1, 1);
        using var attentionBias = weights.Part("sca").Read("bias", channels);
        _conv3 = Linear("conv3", channels, channels);
        _norm2 = Own(new LayerNormStage(weights.Part("norm2"), channels, Epsilon));
        _conv4 = Linear("conv4", channels, 2 * channels);
        _conv5 = Linear("conv5", channels, channels);
        _beta = weights.Read("beta", 1, channels, 1, 1);
        _gamma = weights.Read("gamma", 1, channels, 1, 1);
        if (depthwise is null || depthwiseBias is null || attention is null || attentionBias is null)
            return;
        _conv2 = Own(new DepthwiseKernel(depthwise.Pointer, depthwiseBias.Pointer, 2 * channels));
        _attention = Own(new ChannelAttentionKernel(attention.Pointer, attentionBias.Pointer, channels));
        Own(_beta!);
        Own(_gamma!);

        ConvolutionStage Linear(string name, int from, int to) => Own(new ConvolutionStage(weights.Part(name), from, to, ConvolutionGeometry.Same(1)));
    }

    public override Features Run(Features x, Workspace workspace) // [B, H, W, C]
    {
        var maps = x.Maps;
        var normalized = _norm1.Run(x, workspace);
        var wide = _conv1.Run(normalized, workspace); // [B, H, W, 2C]
        normalized.Release();
        var h = workspace.Rent(maps.Images, maps.Height, maps.Width, _channels);
        if (!workspace.IsRehearsal)
            _conv2!.RunGated(wide.Maps, h.Maps);
        wide.Release();
        workspace.Completed($"{_name}.conv2", h, 9L * 2 * _channels * maps.Positions);
        if (!workspace.IsRehearsal)
            _attention!.Run(h.Maps, h.Maps);
        workspace.Completed($"{_name}.sca", h, (long)_channels * _channels * maps.Images);
        var first = _conv3.Run(h, workspace);
        h.Release();
        Add(x, first, _beta, workspace); // x + beta h, in the memory of h

        normalized = _norm2.Run(first, workspace);
        wide = _conv4.Run(normalized, workspace); // [B, H, W, 2C]
        normalized.Release();
        h = workspace.Rent(maps.Images, maps.Height, maps.Width, _channels);
        if (!workspace.IsRehearsal)
            GateKernel.Run(wide.Maps, h.Maps);
        wide.Release();
        var y = _conv5.Run(h, workspace);
        h.Release();
        Add(first, y, _gamma, workspace);
        first.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Through(ConvolutionGeometry.Same(3)).Globally();

    private static void Add(Features x, Features h, FloatBuffer? scale, Workspace workspace)
    {
        if (!workspace.IsRehearsal)
            ScaledSumKernel.Run(x.Maps, h.Maps, scale!.Pointer, h.Maps);
    }
}
