using LiteVae.Autoencoders;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.FeatureMaps;

/// <summary>How evenly a decoder's feature maps are filled: Figure 3 of the paper as a number.</summary>
/// <remarks>
/// Of each map of the last residual block, the largest magnitude over the median one. With GroupNorm some maps hold a
/// few enormous values that carry statistics to the normalisation; self-modulated convolution has no use for them.
/// </remarks>
/// <param name="Ratios">Largest over median magnitude, one per map; infinite where more than half of a map is nought.</param>
public sealed record FeatureMapBalance(IReadOnlyList<double> Ratios)
{
    /// <summary>The ratio that half of the maps stay below.</summary>
    public double Median => Ratios.Order().ElementAt(Ratios.Count / 2);

    /// <summary>The ratio of the most unbalanced map.</summary>
    public double Largest => Ratios.Max();

    /// <summary>Measures the decoder's last block while it reconstructs.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="images">[B,3,H,W] in [-1,1], of the model's multiple.</param>
    /// <returns>Of each map, the mean of its ratios over the images.</returns>
    public static FeatureMapBalance Measure(Autoencoder model, Tensor images)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var posterior = model.Encode(images);
        return Of(LastBlock.Decode(model, posterior.Mean).Maps);
    }

    /// <summary>The balance of maps at hand.</summary>
    /// <param name="maps">[B,C,H,W].</param>
    /// <exception cref="ArgumentException">Another rank.</exception>
    public static FeatureMapBalance Of(Tensor maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        TensorGuards.RequireRank(maps, 4, "The balance of feature maps", "[B,C,H,W]");
        using var scope = NewDisposeScope();
        var magnitudes = maps.detach().abs().flatten(2).to_type(ScalarType.Float64); // [B, C, N]
        var largest = magnitudes.amax([2]);
        var median = magnitudes.sort(2).Values.select(2, (magnitudes.size(2) - 1) / 2);
        return new FeatureMapBalance([.. (largest / median).mean([0]).cpu().data<double>().ToArray()]);
    }
}
