using LiteVae.Codec.Models;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Latents;

/// <summary>Per-channel moments and correlations of latents that pass by once, in float64 and constant memory.</summary>
/// <remarks>
/// Batches are merged by central moments (Pebay 2008), so that a mean far from zero costs no precision. The means and
/// standard deviations are the scaling that a diffusion model applies. Not safe for several threads at once.
/// </remarks>
public sealed class LatentStatistics
{
    private readonly double[] _mean;
    private readonly double[] _third;
    private readonly double[] _fourth;
    private readonly double[,] _second; // the diagonal holds the sums of squares

    /// <summary>Creates empty statistics.</summary>
    /// <param name="channels">Latent channels (Z).</param>
    public LatentStatistics(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        Channels = channels;
        (_mean, _third, _fourth, _second) = (new double[channels], new double[channels], new double[channels], new double[channels, channels]);
    }

    /// <summary>Latent channels (Z).</summary>
    public int Channels { get; }

    /// <summary>Values per channel so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes latents.</summary>
    /// <param name="latents">[B,Z,h,w]; sizes may differ from batch to batch.</param>
    /// <exception cref="ArgumentException">Another shape, or values that are not finite: nothing was added.</exception>
    public void Add(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        TorchRuntime.EnsureLoaded();
        TensorGuards.RequireChannels(latents, Channels, "Latent statistics");
        if (latents.numel() == 0)
            return;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var x = latents.detach().to(CPU).to_type(ScalarType.Float64).transpose(0, 1).flatten(1); // [Z, N]
        if (!x.isfinite().all().item<bool>())
            throw new ArgumentException("Latents hold values that are not finite.", nameof(latents));
        var mean = x.mean([1], keepdim: true);
        var centered = x - mean;
        var squares = centered * centered;
        Merge(
            x.size(1),
            mean.data<double>().ToArray(),
            centered.matmul(centered.t()).contiguous().data<double>().ToArray(),
            (squares * centered).sum(1).data<double>().ToArray(),
            (squares * squares).sum(1).data<double>().ToArray());
    }

    /// <summary>Mean of each channel; NaN before the first value.</summary>
    public double[] Mean() => Count == 0 ? NotKnown() : [.. _mean];

    /// <summary>Standard deviation of each channel, ddof 1; NaN before the second value.</summary>
    public double[] StandardDeviation() => Count < 2 ? NotKnown() : PerChannel(c => Math.Sqrt(_second[c, c] / (Count - 1)));

    /// <summary>Excess kurtosis of each channel, m4 / m2^2 - 3: 0 for a Gaussian, positive for heavy tails; NaN where constant.</summary>
    public double[] ExcessKurtosis() => PerChannel(c => Count * _fourth[c] / (_second[c, c] * _second[c, c]) - 3);

    /// <summary>Correlation of channels, [Z,Z], 1 on the diagonal; NaN where a channel is constant.</summary>
    public double[,] Correlation()
    {
        var correlation = new double[Channels, Channels];
        for (var i = 0; i < Channels; i++)
        {
            for (var j = 0; j < Channels; j++)
                correlation[i, j] = _second[i, j] / Math.Sqrt(_second[i, i] * _second[j, j]);
        }
        return correlation;
    }

    /// <summary>Standard deviation over all values of all channels, ddof 1: its inverse is the single scaling factor of LDM.</summary>
    public double GlobalStandardDeviation()
    {
        if (Count < 2)
            return double.NaN;
        var mean = _mean.Average();
        var squares = Enumerable.Range(0, Channels).Sum(c => _second[c, c] + Count * (_mean[c] - mean) * (_mean[c] - mean));
        return Math.Sqrt(squares / (Count * Channels - 1));
    }

    /// <summary>Means and standard deviations as a model file keeps them.</summary>
    /// <exception cref="InvalidOperationException">Fewer than two values, or a channel that is constant: nothing to divide by.</exception>
    public LatentScale Scale()
    {
        var deviations = StandardDeviation();
        if (Array.FindIndex(deviations, d => !(d > 0)) is >= 0 and var channel)
            throw new InvalidOperationException($"Latent channel {channel} does not vary over the {Count} values measured: it gives no scale.");
        return new LatentScale(Mean(), deviations);
    }

    private void Merge(long n, double[] mean, double[] second, double[] third, double[] fourth)
    {
        var (na, nb, total) = ((double)Count, (double)n, (double)(Count + n));
        var shift = PerChannel(c => mean[c] - _mean[c]);
        for (var c = 0; c < Channels; c++)
        {
            var (d, ma2, mb2) = (shift[c], _second[c, c], second[c * Channels + c]);
            _fourth[c] += fourth[c]
                + d * d * d * d * na * nb * (na * na - na * nb + nb * nb) / (total * total * total)
                + 6 * d * d * (na * na * mb2 + nb * nb * ma2) / (total * total)
                + 4 * d * (na * third[c] - nb * _third[c]) / total;
            _third[c] += third[c] + d * d * d * na * nb * (na - nb) / (total * total) + 3 * d * (na * mb2 - nb * ma2) / total;
        }
        for (var i = 0; i < Channels; i++)
        {
            for (var j = 0; j < Channels; j++)
                _second[i, j] += second[i * Channels + j] + shift[i] * shift[j] * na * nb / total;
            _mean[i] += shift[i] * nb / total;
        }
        Count += n;
    }

    private double[] NotKnown() => PerChannel(_ => double.NaN);

    private double[] PerChannel(Func<int, double> value) => [.. Enumerable.Range(0, Channels).Select(value)];
}
