using LiteVae.Codec.Models;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks.Linear;

/// <summary>
/// A layout of the channels before a network's last activation that lets features pass it unchanged: each feature is there with both signs, and
/// SiLU(x) - SiLU(-x) = x.
/// </summary>
/// <remarks>
/// A GroupNorm before the activation divides by each group's deviation, which depends on the image. So every group also has a constant of both signs, much larger than
/// its features: the mean is zero, and the deviation is nearly that of the constants, by which the norm's weights multiply again.
/// </remarks>
internal sealed class SignedChannels
{
    // How much larger than the features a group's constants are: the features come out by 1 in 2 x 16^2 too small at most.
    private const double ConstantRatio = 16;

    private readonly int _width;
    private readonly int _groups;      // 0: no norm
    private readonly int[] _positive;  // the negative is the channel after it
    private readonly int[] _constants;

    /// <param name="width">Number of channels.</param>
    /// <param name="norm">The norm before the activation: <see cref="NormKind.SelfModulated"/> has none.</param>
    public SignedChannels(int width, NormKind norm)
    {
        _width = width;
        _groups = norm == NormKind.Group ? Normalization.SdGroups(width) : 0;
        if (_groups == 0)
        {
            // The last pair stays silent: a self-modulated convolution makes all its kernels equally large, and those that should be smaller get their rest there.
            _positive = [.. Enumerable.Range(0, Math.Max(0, width / 2 - 1)).Select(i => 2 * i)];
            _constants = [];
            return;
        }
        var size = width / _groups;
        var pairs = size / 2 - 1;
        // Features are dealt to the groups in turn, so that each has its share of large ones.
        _positive = [.. Enumerable.Range(0, Math.Max(0, pairs) * _groups).Select(i => i % _groups * size + 2 * (i / _groups))];
        _constants = [.. Enumerable.Range(0, pairs < 1 ? 0 : _groups).Select(g => g * size + 2 * pairs)];
    }

    /// <summary>How many features there is room for; 0 where groups have fewer than four channels.</summary>
    public int Count => _positive.Length;

    /// <summary>A channel that is always zero; null behind a norm.</summary>
    public int? Silent => _groups == 0 && _width >= 2 ? 2 * (_width / 2 - 1) : null;

    /// <summary>Has a convolution give features with both signs, and the constants.</summary>
    /// <param name="weights">Of the model.</param>
    /// <param name="layer">The last convolution before the norm and the activation.</param>
    /// <param name="kernel">[R,C,k,k]: the features, of which there are at most <see cref="Count"/>.</param>
    /// <param name="bias">[R].</param>
    /// <param name="deviation">The largest standard deviation of a feature.</param>
    /// <param name="norm">The norm's name; null where there is none.</param>
    public void Write(ModelWeights weights, string layer, Tensor kernel, Tensor bias, double deviation, string? norm)
    {
        using var scope = NewDisposeScope();
        var (rank, inputs, side) = (kernel.size(0), kernel.size(1), kernel.size(2));
        var (all, allBias) = (zeros(_width, inputs, side, side), zeros(_width));
        for (var i = 0; i < rank; i++)
        {
            all[_positive[i]].copy_(kernel[i]);
            all[_positive[i] + 1].copy_(kernel[i].neg());
            allBias[_positive[i]].copy_(bias[i]);
            allBias[_positive[i] + 1].copy_(bias[i].neg());
        }
        var constant = ConstantRatio * Math.Max(deviation, 1e-3);
        foreach (var channel in _constants)
        {
            allBias[channel].Fill(constant);
            allBias[channel + 1].Fill(-constant);
        }
        weights.Set(layer, all, allBias);
        if (norm is null || _groups == 0)
            return;
        weights[$"{norm}.weight"].Fill(constant * Math.Sqrt(2.0 * _groups / _width)); // the deviation of a group whose other channels are zero
        weights[$"{norm}.bias"].zero_();
    }

    /// <summary>The kernel by which the last convolution reads features behind the activation.</summary>
    /// <param name="kernel">[O,R,k,k], for features of one sign.</param>
    /// <returns>[O,width,k,k].</returns>
    public Tensor Read(Tensor kernel)
    {
        var all = zeros(kernel.size(0), _width, kernel.size(2), kernel.size(3));
        for (var i = 0; i < kernel.size(1); i++)
        {
            using var scope = NewDisposeScope();
            all.select(1, _positive[i]).copy_(kernel.select(1, i));
            all.select(1, _positive[i] + 1).copy_(kernel.select(1, i).neg());
        }
        return all;
    }
}
