using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>A norm and a convolution.</summary>
internal sealed class NormedConvolutionStage : Stage
{
    private readonly NormStage _norm;
    private readonly ConvolutionStage _convolution;

    public NormedConvolutionStage(NormStage norm, ConvolutionStage convolution) => (_norm, _convolution) = (Own(norm), Own(convolution));

    public override Features Run(Features x, Workspace workspace) => _convolution.Run(x, workspace, new() { Norm = _norm });

    public override ReceptiveField Before(ReceptiveField output) => _norm.Before(_convolution.Before(output));
}
