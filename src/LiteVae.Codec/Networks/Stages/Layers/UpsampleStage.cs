using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>Nearest-neighbor upsampling by two and a 3x3 convolution, without the enlarged image in between.</summary>
internal sealed class UpsampleStage : Stage
{
    private readonly ConvolutionStage _convolution;
    private readonly FusedOps _ops;

    /// <param name="weights">The convolution's.</param>
    /// <param name="channels">Of input and output.</param>
    /// <param name="collectMoments">Whether a normalization follows.</param>
    /// <param name="smallMaps">Whether the feature maps have few positions compared with the number of kernels.</param>
    public UpsampleStage(Weights weights, int channels, bool collectMoments, bool smallMaps = false)
    {
        _convolution = Own(new ConvolutionStage(weights, channels, channels, ConvolutionGeometry.Same(3), upsample: true, smallMaps: smallMaps));
        _ops = new() { CollectMoments = collectMoments };
    }

    public override Features Run(Features x, Workspace workspace) => _convolution.Run(x, workspace, _ops);

    public override ReceptiveField Before(ReceptiveField output) => _convolution.Before(output);
}
