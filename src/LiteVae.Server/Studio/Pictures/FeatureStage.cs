namespace LiteVae.Server.Studio.Pictures;

/// <summary>The feature maps at one place of a model.</summary>
/// <param name="Name">The place, for people.</param>
/// <param name="Height">Of the maps; their pictures may be smaller.</param>
/// <param name="Width">Of the maps; their pictures may be smaller.</param>
/// <param name="Maps">Magnitudes in gray as WebP, one for each channel.</param>
internal sealed record FeatureStage(string Name, int Height, int Width, IReadOnlyList<byte[]> Maps);
