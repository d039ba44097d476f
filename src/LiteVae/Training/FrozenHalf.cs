namespace LiteVae.Training;

/// <summary>The half of an autoencoder that training leaves as it is.</summary>
public enum FrozenHalf
{
    /// <summary>The encoder, with <c>quant_conv</c>: latents stay what they are, and so do their statistics.</summary>
    Encoder,

    /// <summary>The decoder, with <c>post_quant_conv</c>.</summary>
    Decoder,
}
