namespace LiteVae.Codec.Inspection;

/// <summary>The features that a wavelet encoder's extractor makes of the sub-bands of one level.</summary>
/// <param name="Level">The wavelet level, from 1.</param>
/// <param name="Maps">[12,H,W]: of the picture, padded to a multiple of the downsampling factor, at 1/2^level of its size.</param>
public sealed record LevelFeatures(int Level, ChannelPlanes Maps);
