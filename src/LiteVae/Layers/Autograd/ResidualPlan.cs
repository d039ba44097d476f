using LiteVae.Codec.Kernels.Residual;

namespace LiteVae.Layers.Autograd;

/// <summary>What a residual block has, and thereby the order of its parameters: first norm, first convolution, second norm, second convolution, skip convolution.</summary>
/// <param name="Shape">What else it is.</param>
/// <param name="HasNorms">Whether norms stand before the convolutions: weight and bias each.</param>
/// <param name="IsModulated">Whether the convolutions are self-modulated: weight, bias, scales and gain, else weight and bias.</param>
/// <param name="HasSkip">Whether there is a 1x1 convolution beside them: weight and bias.</param>
/// <param name="HasConcat">Whether there is a second input.</param>
internal sealed record ResidualPlan(ResidualShape Shape, bool HasNorms, bool IsModulated, bool HasSkip, bool HasConcat);
