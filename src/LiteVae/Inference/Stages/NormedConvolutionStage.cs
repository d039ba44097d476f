namespace LiteVae.Inference.Stages;

/// <summary>A norm and a convolution.</summary>
internal sealed class NormedConvolutionStage : Stage
{
    private readonly NormStage _norm;
    private readonly ConvolutionStage _convolution;

    public NormedConvolutionStage(NormStage norm, ConvolutionStage convolution) => (_norm, _convolution) = (Own(norm), Own(convolution));

    public override Features Run(Features x) => _convolution.Run(x, new() { Norm = _norm });
}
