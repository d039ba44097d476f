using System.Numerics;

namespace LiteVae.Codec.Kernels.Weights;

/// <summary>The effective weight of a self-modulated convolution, and its gradient.</summary>
/// <remarks>
/// Equation (3) of the paper makes of a weight w [O,I,k,k], scales s [I] and a gain g the weight c_o w s_i, with a factor for each output:
/// c = g u (u² t + 1e-8)^(-1/2), where t is the sum of (w s)² and u² is one over the mean of w² times the mean of s².
/// Factors are computed in double precision.
/// </remarks>
internal sealed unsafe class SelfModulation : IDisposable
{
    private const double Epsilon = 1e-8;

    // The number of parts of the outputs that threads share; it does not depend on theirs, so that sums are the same.
    private const int MaxParts = 8;

    private readonly float* _weight;
    private readonly float* _scales;
    private readonly float _gain;
    private readonly int _outputs;
    private readonly int _inputs;
    private readonly int _taps;
    private readonly int _length; // of an output's weights
    private readonly FloatBuffer _spread; // [inputs, taps]: the scales, repeated
    private readonly double _meanSquare; // of the scales
    private readonly double[] _squares; // [outputs]: the mean of w²
    private readonly double[] _products; // [outputs]: the sum of (w s)²

    /// <param name="weight">[outputs, inputs, taps].</param>
    /// <param name="scales">[inputs].</param>
    /// <param name="gain">The factor of the whole.</param>
    /// <param name="outputs">The number of output channels.</param>
    /// <param name="inputs">The number of input channels.</param>
    /// <param name="taps">The number of weights of an output and an input.</param>
    public SelfModulation(float* weight, float* scales, float gain, int outputs, int inputs, int taps)
    {
        _weight = weight;
        _scales = scales;
        (_gain, _outputs, _inputs, _taps, _length) = (gain, outputs, inputs, taps, inputs * taps);
        _spread = new FloatBuffer(_length);
        for (var input = 0; input < inputs; input++)
        {
            new Span<float>(_spread.Pointer + (long)input * taps, taps).Fill(scales[input]);
            _meanSquare += (double)scales[input] * scales[input] / inputs;
        }
        (_squares, _products) = (new double[outputs], new double[outputs]);
        ForParts((_, first, end) =>
        {
            for (var output = first; output < end; output++)
                (_squares[output], _products[output]) = Measure(_weight + (long)output * _length);
        });
    }

    private int Parts => Math.Min(MaxParts, _outputs);

    /// <summary>Writes the effective weight, [outputs, inputs, taps].</summary>
    public void Run(float* result) => ForParts((_, first, end) =>
    {
        for (var output = first; output < end; output++)
        {
            var factor = (float)Factor(output).Value;
            var w = Row(_weight, output);
            var s = Row(_spread.Pointer, 0);
            var y = Row(result, output);
            var i = 0;
            for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
                (new Vector<float>(w[i..]) * new Vector<float>(s[i..]) * factor).CopyTo(y[i..]);
            for (; i < _length; i++)
                y[i] = w[i] * s[i] * factor;
        }
    });

    /// <summary>Computes the gradients.</summary>
    /// <param name="gradient">The gradient of the effective weight.</param>
    /// <param name="weight">The gradient of the weight, written.</param>
    /// <param name="scales">The gradient of the scales, written.</param>
    /// <param name="gain">The gradient of the gain, written.</param>
    public void Backward(float* gradient, float* weight, float* scales, float* gain)
    {
        using var spread = new FloatBuffer((long)Parts * _length);
        var (ofGain, ofMeanSquare) = (new double[_outputs], new double[_outputs]);
        ForParts((part, first, end) =>
        {
            for (var output = first; output < end; output++)
            {
                var (factor, u, denominator) = Factor(output);
                var product = Dot(gradient + (long)output * _length, _weight + (long)output * _length); // the gradient of the factor
                var root = Math.Sqrt(denominator);
                ofGain[output] = product * u / root;
                var ofProducts = -0.5 * product * _gain * u * u * u / (denominator * root);
                var ofU = product * _gain * Epsilon / (denominator * root);
                ofMeanSquare[output] = -ofU * u / (2 * _meanSquare);
                var ofSquares = -ofU * u / (2 * _squares[output]);
                Backward(
                    output, gradient, weight, spread.Pointer + (long)part * _length, (float)factor, (float)(2 * ofProducts), (float)(2 * ofSquares / _length));
            }
        });
        for (var input = 0; input < _inputs; input++)
        {
            var sum = 2.0 * _scales[input] / _inputs * ofMeanSquare.Sum();
            for (var part = 0; part < Parts; part++)
            {
                for (var tap = 0; tap < _taps; tap++)
                    sum += spread.Pointer[(long)part * _length + (long)input * _taps + tap];
            }
            scales[input] = (float)sum;
        }
        *gain = (float)ofGain.Sum();
    }

    public void Dispose() => _spread.Dispose();

    // The factor of an output's weights, u, and u² t + 1e-8.
    private (double Value, double U, double Denominator) Factor(int output)
    {
        var u = 1 / Math.Sqrt(_squares[output] * _meanSquare);
        var denominator = u * u * _products[output] + Epsilon;
        return (_gain * u / Math.Sqrt(denominator), u, denominator);
    }

    private Span<float> Row(float* from, int output) => new(from + (long)output * _length, _length);

    private (double MeanSquare, double Product) Measure(float* row)
    {
        var w = Row(row, 0);
        var s = Row(_spread.Pointer, 0);
        var (squares, products) = (Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = new Vector<float>(w[i..]);
            squares += value * value;
            value *= new Vector<float>(s[i..]);
            products += value * value;
        }
        var (square, product) = ((double)Vector.Sum(squares), (double)Vector.Sum(products));
        for (; i < _length; i++)
        {
            square += (double)w[i] * w[i];
            product += (double)w[i] * s[i] * w[i] * s[i];
        }
        return (square / _length, product);
    }

    // The sum of a row of the gradient times the weights and the scales.
    private double Dot(float* gradient, float* row)
    {
        var g = Row(gradient, 0);
        var w = Row(row, 0);
        var s = Row(_spread.Pointer, 0);
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
            sums += new Vector<float>(g[i..]) * new Vector<float>(w[i..]) * new Vector<float>(s[i..]);
        var sum = (double)Vector.Sum(sums);
        for (; i < _length; i++)
            sum += (double)g[i] * w[i] * s[i];
        return sum;
    }

    // The gradient of an output's weights, and what it adds to that of the repeated scales.
    private void Backward(int output, float* gradient, float* weight, float* spread, float factor, float ofProducts, float ofSquares)
    {
        var g = Row(gradient, output);
        var w = Row(_weight, output);
        var s = Row(_spread.Pointer, 0);
        var y = Row(weight, output);
        var sums = Row(spread, 0);
        var i = 0;
        for (; i <= _length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (direct, value, scale) = (new Vector<float>(g[i..]) * factor, new Vector<float>(w[i..]), new Vector<float>(s[i..]));
            var product = scale * ofProducts;
            (direct * scale + value * (product * scale + new Vector<float>(ofSquares))).CopyTo(y[i..]);
            (new Vector<float>(sums[i..]) + value * (direct + value * product)).CopyTo(sums[i..]);
        }
        for (; i < _length; i++)
        {
            var (direct, product) = (g[i] * factor, s[i] * ofProducts);
            y[i] = direct * s[i] + w[i] * (product * s[i] + ofSquares);
            sums[i] += w[i] * (direct + w[i] * product);
        }
    }

    private void ForParts(Action<int, int, int> body)
    {
        var size = (_outputs + Parts - 1) / Parts;
        KernelThreads.For(Parts, (long)_outputs * _length, part => body(part, part * size, Math.Min(_outputs, (part + 1) * size)));
    }
}
