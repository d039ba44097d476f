using LiteVae.Codec.Models.Encoders;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks.Linear;

/// <summary>Makes a feature network whose residual blocks are the identity pass features from its first layer to its last.</summary>
internal static class LinearFeatureNetwork
{
    /// <summary>How many features a network has room for; 0 where it has no linear path, as a vision transformer, which ends with a LayerNorm.</summary>
    public static int Room(FeatureNetworkConfig config) => config switch
    {
        UNetConfig unet => unet.Channels * unet.Multipliers.Min(),
        NafNetConfig nafnet => nafnet.Channels * nafnet.Multipliers.Min(),
        _ => 0,
    };

    /// <summary>Has the first layer make features, and the last layer give them out.</summary>
    /// <param name="weights">Of the model, its residual blocks being the identity.</param>
    /// <param name="network">The network's name in the model.</param>
    /// <param name="config">What it was built from.</param>
    /// <param name="features">What the first layer makes of its input: [R,C,1,1], with R at most <see cref="Room"/>.</param>
    /// <param name="bias">[R].</param>
    public static void PassOn(ModelWeights weights, string network, FeatureNetworkConfig config, Tensor features, Tensor bias)
    {
        var rank = (int)features.size(0);
        weights.Set($"{network}.in_layer", features, bias);
        // Behind a skip that is concatenated, the path itself comes first.
        foreach (var layer in weights.Names.Where(n => n.StartsWith($"{network}.", StringComparison.Ordinal) && IsWidthChange(n)).ToArray())
            weights.PassThrough(layer[..^".weight".Length], rank);
        weights.PassThrough($"{network}.out_layer", rank, Shrinking(config));
    }

    private static bool IsWidthChange(string name) =>
        name.EndsWith(".skip_connection.weight", StringComparison.Ordinal) || name.Contains(".downs.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal)
        || name.Contains(".ups.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal);

    // A UNet's block divides its sum by the residual scale; NAFNet adds each stage's skip, which here equals the path.
    private static double Shrinking(FeatureNetworkConfig config) => config switch
    {
        UNetConfig unet => Math.Pow(unet.ResidualScale, 2 * unet.ResBlocks * unet.Multipliers.Count + 2),
        NafNetConfig nafnet => 1.0 / (nafnet.Multipliers.Count + 1),
        _ => 1,
    };
}
