using LiteVae.Kernels;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A convolution by our own kernels: by Winograd's algorithm where it is 3x3 with stride one, else as a matrix product.</summary>
internal sealed class KernelConvolution : PreparedConvolution
{
    private readonly WinogradConvolution? _winograd;
    private readonly GatheredConvolution? _gathered;
    private readonly ConvolutionShape _shape;
    private readonly bool _upsample;
    private readonly (long Outputs, long Height, long Width) _kernel;

    /// <param name="weight">[O,I,kh,kw].</param>
    /// <param name="bias">[O].</param>
    /// <param name="shape">Stride and padding.</param>
    /// <param name="upsample">Whether the input is enlarged by two first; for 3x3 kernels of stride one.</param>
    public unsafe KernelConvolution(Tensor weight, Tensor bias, ConvolutionShape shape, bool upsample = false)
    {
        (_shape, _upsample) = (shape, upsample);
        _kernel = (weight.size(0), weight.size(2), weight.size(3));
        using var weights = KernelTensors.Values(weight);
        using var biases = KernelTensors.Values(bias);
        var w = KernelTensors.Pointer(weights);
        var b = KernelTensors.Pointer(biases);
        var (inputs, outputs) = ((int)weight.size(1), (int)weight.size(0));
        if (shape == ConvolutionShape.Same(3) && _kernel is (_, 3, 3))
            _winograd = new(w, b, inputs, outputs);
        else
            _gathered = new(w, b, inputs, outputs, (int)_kernel.Height, (int)_kernel.Width, shape.Stride, shape.Before);
    }

    public override unsafe Tensor Run(Tensor x, Tensor? beside = null, Tensor? residual = null, double scale = 1, bool silu = false)
    {
        var enlarged = _upsample ? 2 : 1;
        var y = KernelTensors.Create(
            x.size(0), _kernel.Outputs, _shape.Output(enlarged * x.size(2), _kernel.Height), _shape.Output(enlarged * x.size(3), _kernel.Width));
        if (residual is not null && !residual.shape.SequenceEqual(y.shape))
            throw new ArgumentException($"A sum of {TensorGuards.Shape(y)} and {TensorGuards.Shape(residual)}.", nameof(residual));
        var epilogue = new Epilogue(residual is null ? null : KernelTensors.Maps(residual).Data, (float)scale, silu);
        if (_winograd is not null)
            _winograd.Run(KernelTensors.Maps(x), KernelTensors.Maps(y), epilogue, _upsample);
        else
            _gathered!.Run(KernelTensors.Maps(x), KernelTensors.MapsOrNone(beside), KernelTensors.Maps(y), epilogue);
        return y;
    }

    public override void Dispose()
    {
        _winograd?.Dispose();
        _gathered?.Dispose();
    }
}
