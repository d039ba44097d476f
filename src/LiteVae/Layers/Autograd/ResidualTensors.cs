using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Residual;
using LiteVae.Codec.Kernels.Weights;
using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Layers.Autograd;

/// <summary>The parameters of a residual block as its kernels see them: effective weights take the place of those that are modulated.</summary>
internal sealed unsafe class ResidualTensors : IDisposable
{
    private const int Taps = 9;

    private readonly ResidualPlan _plan;
    private readonly Tensor[] _tensors;
    private readonly Modulated? _first;
    private readonly Modulated? _second;
    private readonly ResidualParameters _parameters;

    /// <param name="plan">What the block has.</param>
    /// <param name="tensors">The parameters in the plan's order; not owned, and must outlive this.</param>
    public ResidualTensors(ResidualPlan plan, IEnumerable<Tensor> tensors)
    {
        (_plan, _tensors) = (plan, [.. tensors]);
        _parameters = Arrange(_tensors, out var firstScales, out var secondScales);
        if (!plan.IsModulated)
            return;
        _first = new Modulated(_parameters.FirstWeight, firstScales);
        _second = new Modulated(_parameters.SecondWeight, secondScales);
        _parameters.FirstWeight = _first.Weight;
        _parameters.SecondWeight = _second.Weight;
    }

    /// <summary>The block.</summary>
    public ResidualBlock Block => new(_parameters, _plan.Shape);

    /// <summary>Computes the gradients of inputs and parameters.</summary>
    /// <param name="x">The input.</param>
    /// <param name="concat">The second input; null where there is none.</param>
    /// <param name="hidden">The first convolution's output, of the forward pass.</param>
    /// <param name="moments">What the forward pass returned.</param>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="xGradient">The gradient of the input, written.</param>
    /// <param name="concatGradient">The gradient of the second input, written; null where there is none.</param>
    /// <param name="wanted">Whether the parameters' gradients are wanted.</param>
    /// <returns>Those of the parameters, in the plan's order; null each where they are not wanted.</returns>
    public IEnumerable<Tensor?> Backward(
        Tensor x, Tensor? concat, Tensor hidden, ResidualMoments moments, Tensor gradient, Tensor xGradient, Tensor? concatGradient, bool wanted)
    {
        Tensor[] results = wanted ? [.. _tensors.Select(t => empty_like(t))] : [];
        var gradients = wanted ? Arrange(results, out var firstScales, out var secondScales) : Nothing(out firstScales, out secondScales);
        var first = gradients.FirstWeight;
        var second = gradients.SecondWeight;
        using var effective = wanted && _plan.IsModulated ? new FloatBuffer(_first!.Length + _second!.Length, clear: false) : null;
        if (effective is not null)
        {
            gradients.FirstWeight = effective.Pointer;
            gradients.SecondWeight = effective.Pointer + _first!.Length;
        }
        Block.Backward(Maps(x)!.Value, Maps(concat), Maps(hidden)!.Value, moments, Maps(gradient)!.Value, Maps(xGradient)!.Value, Maps(concatGradient), gradients);
        if (effective is not null)
        {
            _first!.Backward(gradients.FirstWeight, first, firstScales);
            _second!.Backward(gradients.SecondWeight, second, secondScales);
        }
        return wanted ? results : _tensors.Select(_ => (Tensor?)null);
    }

    public void Dispose()
    {
        _first?.Dispose();
        _second?.Dispose();
    }

    private static FeatureMaps? Maps(Tensor? x) => x is null ? null : KernelTensors.Maps(x);

    private static ResidualParameters Nothing(out Scales first, out Scales second)
    {
        (first, second) = (default, default);
        return default;
    }

    private ResidualParameters Arrange(Tensor[] tensors, out Scales first, out Scales second)
    {
        var next = 0;
        var parameters = default(ResidualParameters);
        if (_plan.HasNorms)
        {
            parameters.FirstNormWeight = Next();
            parameters.FirstNormBias = Next();
        }
        parameters.FirstWeight = Next();
        parameters.FirstBias = Next();
        first = NextScales();
        if (_plan.HasNorms)
        {
            parameters.SecondNormWeight = Next();
            parameters.SecondNormBias = Next();
        }
        parameters.SecondWeight = Next();
        parameters.SecondBias = Next();
        second = NextScales();
        if (_plan.HasSkip)
        {
            parameters.SkipWeight = Next();
            parameters.SkipBias = Next();
        }
        return parameters;

        float* Next() => KernelTensors.Pointer(tensors[next++]);

        Scales NextScales()
        {
            if (!_plan.IsModulated)
                return default;
            var (inputs, outputs) = ((int)tensors[next].numel(), (int)tensors[next - 1].numel());
            return new(Next(), Next(), outputs, inputs);
        }
    }

    /// <summary>What modulates a weight, or the gradients of that.</summary>
    private readonly struct Scales(float* scales, float* gain, int outputs, int inputs)
    {
        public float* Values { get; } = scales;

        public float* Gain { get; } = gain;

        public int Outputs { get; } = outputs;

        public int Inputs { get; } = inputs;
    }

    /// <summary>An effective weight.</summary>
    private sealed class Modulated : IDisposable
    {
        private readonly SelfModulation _modulation;
        private readonly FloatBuffer _weight;

        public Modulated(float* weight, Scales scales)
        {
            _modulation = new SelfModulation(weight, scales.Values, *scales.Gain, scales.Outputs, scales.Inputs, Taps);
            _weight = new FloatBuffer((long)scales.Outputs * scales.Inputs * Taps, clear: false);
            _modulation.Run(_weight.Pointer);
        }

        public float* Weight => _weight.Pointer;

        public long Length => _weight.Length;

        public void Backward(float* gradient, float* weight, Scales scales) => _modulation.Backward(gradient, weight, scales.Values, scales.Gain);

        public void Dispose()
        {
            _modulation.Dispose();
            _weight.Dispose();
        }
    }
}
