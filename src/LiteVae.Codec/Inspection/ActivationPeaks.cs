using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Inspection;

/// <summary>How large the activations of a model get on a picture: whether half precision could hold them.</summary>
/// <remarks>
/// Measured are the outputs that layers store: convolutions with the activation or residual sum that follows them, linear layers,
/// attention, blocks. Normalizations are computed as the next convolution reads and are not stored; what a layer holds only within
/// itself, such as the logits of attention, is not seen either.
/// </remarks>
public sealed class ActivationPeaks
{
    private readonly Dictionary<string, double> _largest = []; // in the order of completion

    internal ActivationPeaks()
    {
    }

    /// <summary>The largest of the encoder, its optional 1x1 convolution included.</summary>
    public ActivationPeak Encoder => Largest("encoder", "quant_conv");

    /// <summary>The largest of the decoder, its optional 1x1 convolution included.</summary>
    public ActivationPeak Decoder => Largest("post_quant_conv", "decoder");

    /// <summary>The largest of a module and all its parts.</summary>
    /// <param name="module">Its name in the model file.</param>
    /// <returns>The largest absolute value; infinite where a value is not finite, null where no output of theirs was stored.</returns>
    public double? Within(string module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return _largest.Where(m => IsWithin(m.Key, module)).Max(m => (double?)m.Value);
    }

    /// <summary>Takes note of what a layer has computed.</summary>
    internal void See(LayerRun run) => _largest[run.Name] = Math.Max(_largest.GetValueOrDefault(run.Name), Magnitude(run.Output));

    private static unsafe double Magnitude(FeatureMaps maps)
    {
        var (largest, finite) = (0f, true);
        for (long i = 0, count = maps.Positions * maps.Channels; i < count; i++)
        {
            finite &= float.IsFinite(maps.Data[i]);
            largest = Math.Max(largest, Math.Abs(maps.Data[i]));
        }
        return finite ? largest : double.PositiveInfinity;
    }

    private static bool IsWithin(string name, string part) => name.StartsWith(part, StringComparison.Ordinal) && (name.Length == part.Length || name[part.Length] == '.');

    // Of modules that pass the same value on, the first to give it: the innermost.
    private ActivationPeak Largest(params string[] networks) => _largest
        .Where(m => networks.Any(n => IsWithin(m.Key, n)))
        .Select(m => new ActivationPeak(m.Key, m.Value))
        .DefaultIfEmpty(new("", 0)).MaxBy(m => m.Magnitude);
}
