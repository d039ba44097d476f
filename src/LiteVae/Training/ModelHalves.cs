namespace LiteVae.Training;

/// <summary>Which half of an autoencoder a tensor belongs to, by its name in a model file.</summary>
internal static class ModelHalves
{
    /// <summary>The parts of an autoencoder that make latents of images.</summary>
    public static IReadOnlyList<string> Encoder { get; } = ["encoder", "quant_conv"];

    /// <summary>The parts of an autoencoder that make images of latents.</summary>
    public static IReadOnlyList<string> Decoder { get; } = ["decoder", "post_quant_conv"];

    /// <summary>Tells by a parameter's name whether it is frozen; null where nothing is.</summary>
    public static Func<string, bool>? IsFrozen(FrozenHalf? half) => half switch
    {
        FrozenHalf.Encoder => name => Encoder.Contains(name.Split('.')[0]),
        FrozenHalf.Decoder => name => Decoder.Contains(name.Split('.')[0]),
        _ => null,
    };
}
