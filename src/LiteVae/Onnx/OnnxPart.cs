namespace LiteVae.Onnx;

/// <summary>A network of an autoencoder, which becomes a graph of its own.</summary>
public enum OnnxPart
{
    /// <summary>Images to the mean and log variance of latents.</summary>
    Encoder,

    /// <summary>Latents to images.</summary>
    Decoder,
}
