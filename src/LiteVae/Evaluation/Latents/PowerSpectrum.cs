using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Latents;

/// <summary>Sums the power of planes of one size by spatial frequency, in float64.</summary>
/// <remarks>
/// The frequencies are those of the cosine transform (DCT-II), which takes a plane as mirrored at its edges: a Fourier transform
/// would see the jump from the right edge to the left as power at high frequencies. Every channel has the same
/// say, whatever its deviation.
/// </remarks>
internal sealed class PowerSpectrum
{
    private double[]? _power; // [C, h, w]
    private int _channels;
    private int _height;
    private int _width;

    /// <summary>Takes planes.</summary>
    /// <param name="planes">[B,C,h,w], the same C, h, w each time.</param>
    public void Add(Tensor planes)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var x = planes.detach().to(CPU).to_type(ScalarType.Float64);
        (_channels, _height, _width) = ((int)x.size(1), (int)x.size(2), (int)x.size(3));
        var coefficients = Cosines(_height).matmul(x).matmul(Cosines(_width).t());
        double[] power = [.. coefficients.Squared().sum([0]).contiguous().data<double>()];
        _power ??= new double[power.Length];
        for (var i = 0; i < power.Length; i++)
            _power[i] += power[i];
    }

    /// <summary>The mean spectrum of the channels that vary; figures are NaN where none does.</summary>
    /// <exception cref="InvalidOperationException">There are no planes.</exception>
    public SpectrumCurve Curve()
    {
        if (_power is null)
            throw new InvalidOperationException("A spectrum needs at least one plane.");
        var shares = Shares(_power);
        var bins = Math.Min(_height, _width);
        var (sums, counts, high) = (new double[bins], new int[bins], 0.0);
        for (var i = 1; i < shares.Length; i++)
        {
            var frequency = Math.Sqrt(Square((double)(i / _width) / _height) + Square((double)(i % _width) / _width));
            if (frequency > 0.5)
                high += shares[i];
            if ((int)Math.Round(frequency * bins) is var bin && bin > 0 && bin < bins)
                (sums[bin], counts[bin]) = (sums[bin] + shares[i], counts[bin] + 1);
        }
        int[] filled = [.. Enumerable.Range(0, bins).Where(b => counts[b] > 0)];
        double[] frequencies = [.. filled.Select(b => (double)b / bins)];
        double[] powers = [.. filled.Select(b => sums[b] / counts[b] * (shares.Length - 1))];
        return new SpectrumCurve(frequencies, powers, high, Slope(frequencies, powers));
    }

    // Each channel's share of power by coefficient, averaged over channels.
    private double[] Shares(double[] power)
    {
        var positions = _height * _width;
        var shares = new double[positions];
        var varying = 0;
        for (var c = 0; c < _channels; c++)
        {
            var total = power.AsSpan(c * positions + 1, positions - 1).ToArray().Sum(); // without the mean
            if (!(total > 0))
                continue;
            varying++;
            for (var i = 1; i < positions; i++)
                shares[i] += power[c * positions + i] / total;
        }
        return [.. shares.Select(s => s / varying)];
    }

    private static double Slope(double[] frequencies, double[] powers)
    {
        var points = frequencies.Zip(powers).Where(p => p.Second > 0).Select(p => (X: Math.Log(p.First), Y: Math.Log(p.Second))).ToArray();
        if (points.Length < 2)
            return double.NaN;
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => Square(p.X - x));
    }

    // The orthonormal cosine basis, [frequency, position].
    private static Tensor Cosines(int length)
    {
        var values = new double[length * length];
        for (var k = 0; k < length; k++)
        {
            for (var i = 0; i < length; i++)
                values[k * length + i] = Math.Sqrt((k == 0 ? 1.0 : 2.0) / length) * Math.Cos(Math.PI * (i + 0.5) * k / length);
        }
        return tensor(values, [length, length]);
    }

    private static double Square(double x) => x * x;
}
