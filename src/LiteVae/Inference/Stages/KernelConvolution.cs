using LiteVae.Codec.Kernels.Gemm;
using LiteVae.Codec.Kernels.Norms;
using LiteVae.Codec.Kernels.Winograd;
using LiteVae.Kernels;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>A convolution by our own kernels: by Winograd's algorithm where it is 3x3 with stride one, else as a matrix product.</summary>
internal sealed class KernelConvolution : PreparedConvolution
{
    private readonly WinogradConvolution? _winograd;
    private readonly Im2ColConvolution? _gathered;
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

    public override unsafe Features Run(Features x, Surroundings around)
    {
        var maps = x.Maps;
        var enlarged = _upsample ? 2 : 1;
        var y = new Features(KernelTensors.Create(
            maps.Images, _kernel.Outputs, _shape.Output(enlarged * maps.Height, _kernel.Height), _shape.Output(enlarged * maps.Width, _kernel.Width)));
        if (around.Residual is { } sum && !sum.Maps.HasShapeOf(y.Maps))
            throw new ArgumentException($"A sum of {TensorGuards.Shape(y.Values)} and {TensorGuards.Shape(sum.Values)}.", nameof(around));
        var epilogue = new Epilogue(around.Residual is null ? null : around.Residual.Maps.Data, (float)around.Scale, around.Silu);
        if (_winograd is null)
        {
            var input = around.Norm?.Run(x, around.Concat);
            _gathered!.Run((input ?? x).Maps, input is null ? around.Concat?.Maps : null, y.Maps, epilogue);
            input?.Recycle();
            return y;
        }
        using var prologue = around.Norm?.Prepare(x, around.Concat);
        var moments = _winograd.Run(new ConvolutionInput(maps, around.Concat?.Maps, prologue, _upsample), y.Maps, epilogue, around.Measure);
        return new Features(y.Values, moments);
    }

    public override void Dispose()
    {
        _winograd?.Dispose();
        _gathered?.Dispose();
    }
}
