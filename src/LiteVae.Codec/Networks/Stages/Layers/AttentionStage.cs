using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Blocks;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>Single-head self-attention over all positions, in Stable Diffusion's encoder and decoder.</summary>
internal sealed unsafe class AttentionStage : Stage
{
    private readonly string _name;
    private readonly NormStage _norm;
    private readonly ConvolutionStage _q;
    private readonly ConvolutionStage _k;
    private readonly ConvolutionStage _v;
    private readonly ConvolutionStage _out;
    private readonly AttentionKernel _attention;

    /// <param name="weights">The layer's.</param>
    /// <param name="channels">Of input and output.</param>
    public AttentionStage(Weights weights, int channels)
    {
        ConvolutionStage Linear(string name) => Own(new ConvolutionStage(weights.Part(name), channels, channels, ConvolutionGeometry.Same(1)));
        _name = weights.Name;
        _norm = Own(ResidualStage.SdNorm(weights.Part("norm"), channels, silu: false));
        (_q, _k, _v, _out) = (Linear("q"), Linear("k"), Linear("v"), Linear("proj_out"));
        _attention = new AttentionKernel(heads: 1, channels);
    }

    public override Features Run(Features x, Workspace workspace) // [B, H, W, C]
    {
        var h = _norm.Run(x, workspace);
        var (q, k, v) = (_q.Run(h, workspace), _k.Run(h, workspace), _v.Run(h, workspace));
        h.Release();
        var maps = x.Maps;
        var (positions, channels) = (maps.Height * maps.Width, maps.Channels);
        var seen = workspace.Rent(maps.Images, maps.Height, maps.Width, channels);
        if (!workspace.IsRehearsal)
            _attention.Run(new TokenRows(q.Maps), new TokenRows(k.Maps), new TokenRows(v.Maps), new TokenRows(seen.Maps));
        foreach (var part in new[] { q, k, v })
            part.Release();
        var y = _out.Run(seen, workspace, new() { Residual = x }); // [B, H, W, C]
        seen.Release();
        workspace.Completed(_name, y, 2L * maps.Images * positions * positions * channels);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();
}
