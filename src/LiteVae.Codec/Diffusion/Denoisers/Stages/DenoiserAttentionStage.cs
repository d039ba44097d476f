using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>Self-attention of several heads over all positions, in latent diffusion's UNet.</summary>
internal sealed class DenoiserAttentionStage : Stage
{
    private readonly string _name;
    private readonly NormStage _norm;
    private readonly MultiHeadAttentionStage _attention;

    /// <param name="weights">The layer's.</param>
    /// <param name="channels">Of input and output.</param>
    /// <param name="heads">The number of heads, which divides the channels.</param>
    public DenoiserAttentionStage(Weights weights, int channels, int heads)
    {
        _name = weights.Name;
        _norm = Own(DenoiserBlockStage.Norm(weights.Part("norm"), channels, silu: false));
        // The file has queries, keys and values of a head side by side; the kernel wants those of all heads.
        var width = channels / heads;
        int StoredAt(int output) => ((output % channels / width * 3) + output / channels) * width + output % width;
        var qkv = LinearStage.OfConvolution(weights.Part("qkv"), channels, 3 * channels, StoredAt);
        _attention = Own(new MultiHeadAttentionStage(_name, qkv, LinearStage.OfConvolution(weights.Part("proj_out"), channels, channels), channels, heads));
    }

    public override Features Run(Features x, Workspace workspace) // [B, H, W, C]
    {
        _norm.Announce(x, concat: null, workspace);
        using var norm = workspace.IsRehearsal ? null : _norm.Prepare(x, concat: null, workspace);
        var y = _attention.Run(x, workspace, new() { RowPrologue = norm, Residual = x });
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();
}
