namespace LiteVae.Codec.Shards;

/// <summary>A picture of a data set of latents.</summary>
/// <param name="Name">The picture's name, which stands once in the data set.</param>
/// <param name="Latents">The picture's posterior.</param>
/// <param name="Mirrored">The posterior of the picture mirrored left to right: encoders are not symmetric, so that mirroring a latent is not the same.</param>
/// <param name="Label">The number of the picture's class; null where the data set has no classes.</param>
public sealed record EncodedPicture(string Name, Latents Latents, Latents Mirrored, int? Label = null);
