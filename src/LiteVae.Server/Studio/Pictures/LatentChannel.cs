namespace LiteVae.Server.Studio.Pictures;

/// <summary>A channel of a latent.</summary>
/// <param name="Picture">Its values in gray, as PNG.</param>
/// <param name="Mean">Over the positions.</param>
/// <param name="StandardDeviation">Over the positions.</param>
internal sealed record LatentChannel(byte[] Picture, double Mean, double StandardDeviation);
