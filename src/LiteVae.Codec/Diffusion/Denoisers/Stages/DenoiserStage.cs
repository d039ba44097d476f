using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>A whole denoiser: conditions are embedded, then the network runs.</summary>
internal sealed class DenoiserStage : Stage
{
    private readonly ConditionStage _condition;
    private readonly Stage _network;

    private DenoiserStage(ConditionStage condition, Stage network) => (_condition, _network) = (Own(condition), Own(network));

    /// <summary>Builds the denoiser of a config.</summary>
    /// <param name="config">The config.</param>
    /// <param name="weights">Its weights.</param>
    public static DenoiserStage Create(DenoiserConfig config, Weights weights) => config switch
    {
        UNetDenoiserConfig unet => new(
            new ConditionStage(weights.Part("time_embed"), weights.Part("label_emb"), unet.ModelChannels, 4 * unet.ModelChannels, unet.Labels),
            new UNetDenoiserStage(weights, unet)),
        DitConfig dit => new(
            new ConditionStage(weights.Part("t_embedder.mlp"), weights.Part("y_embedder.embedding_table"), DitStage.Frequencies, dit.Width, dit.Labels),
            new DitStage(weights, dit)),
        _ => throw new NotSupportedException($"No denoiser is built from {config.GetType().Name}."),
    };

    /// <summary>Requires latents to be of a size that the network can halve, or cut into patches, as often as it does.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void RequireSize(DenoiserConfig config, int height, int width)
    {
        var multiple = config switch
        {
            UNetDenoiserConfig unet => 1 << (unet.Multipliers.Count - 1),
            DitConfig dit => dit.Patch,
            _ => 1,
        };
        if (height < 1 || width < 1 || height % multiple != 0 || width % multiple != 0)
            throw new ArgumentException($"The denoiser expects latents whose height and width are multiples of {multiple}; got {height}x{width}.");
    }

    /// <summary>Runs it with time 0, and the first class where there are classes: shapes and work do not depend on them.</summary>
    public override Features Run(Features x, Workspace workspace) => Run(x, new float[x.Maps.Images], new int[x.Maps.Images], workspace);

    /// <summary>Predicts.</summary>
    /// <param name="x">Noisy latents [B,h,w,Z].</param>
    /// <param name="times">The time of each.</param>
    /// <param name="labels">The class of each; empty without classes.</param>
    /// <param name="workspace">Memory of this run.</param>
    /// <returns>[B,h,w,Z].</returns>
    public Features Run(Features x, ReadOnlySpan<float> times, ReadOnlySpan<int> labels, Workspace workspace)
    {
        workspace.Condition = _condition.Run(times, labels, workspace);
        var y = _network.Run(x, workspace);
        workspace.Condition.Embedding.Release();
        workspace.Condition = null;
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => _network.Before(output);
}
