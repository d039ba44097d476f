namespace LiteVae.Codec.Kernels.Norms;

/// <summary>What a condition does to normalized values: x * (1 + scale) + shift.</summary>
/// <param name="Scale">A scale for each channel of each image.</param>
/// <param name="Shift">A shift for each channel of each image.</param>
internal readonly record struct Modulation(ChannelValues Scale, ChannelValues Shift);
