using LiteVae.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.FeatureMaps;

/// <summary>How large a model's activations get on images: whether half precision could hold them.</summary>
/// <remarks>
/// Measured are the outputs of modules: convolutions, normalisations, blocks with their residual sums. What a layer holds
/// only within itself, such as attention's logits, is not seen.
/// </remarks>
public sealed class ActivationPeaks
{
    private readonly IReadOnlyList<ActivationPeak> _modules;

    private ActivationPeaks(IReadOnlyList<ActivationPeak> modules) => _modules = modules;

    /// <summary>The largest of the encoder, its optional 1x1 convolution included.</summary>
    public ActivationPeak Encoder => Largest("encoder", "quant_conv");

    /// <summary>The largest of the decoder, its optional 1x1 convolution included.</summary>
    public ActivationPeak Decoder => Largest("post_quant_conv", "decoder");

    /// <summary>Measures a model while it reconstructs from the posterior's mean.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="images">[B,3,H,W] in [-1,1], of the model's multiple.</param>
    public static ActivationPeaks Measure(Autoencoder model, Tensor images)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        using var guard = no_grad();
        return During(model, () => model.call(images).Dispose());
    }

    /// <summary>The largest of a module and all its parts.</summary>
    /// <param name="module">Its name in the model file.</param>
    /// <returns>The largest absolute value; null where none of them was called.</returns>
    public double? Within(string module) => _modules.Where(m => ModuleNames.IsWithin(m.Module, module)).Max(m => (double?)m.Magnitude);

    /// <summary>Measures whatever a model is used for meanwhile.</summary>
    internal static ActivationPeaks During(Autoencoder model, Action use)
    {
        Dictionary<string, double> largest = []; // in the order of completion
        using (new ModuleWatch(model, (name, _, _, y) => largest[name] = Math.Max(largest.GetValueOrDefault(name), Magnitude(y))))
            use();
        return new([.. largest.Select(l => new ActivationPeak(l.Key, l.Value))]);
    }

    private static double Magnitude(Tensor x)
    {
        using var scope = NewDisposeScope();
        var values = x.detach();
        var magnitude = Math.Max(-Value(values.min()), Value(values.max()));
        return double.IsFinite(magnitude) ? magnitude : double.PositiveInfinity;
    }

    private static double Value(Tensor x) => x.to_type(ScalarType.Float64).item<double>();

    // Of modules that pass the same value on, the first to give it: the innermost.
    private ActivationPeak Largest(params string[] networks) =>
        _modules.Where(m => networks.Any(n => ModuleNames.IsWithin(m.Module, n))).DefaultIfEmpty(new("", 0)).MaxBy(m => m.Magnitude);
}
