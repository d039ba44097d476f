namespace LiteVae.Pictures;

/// <summary>What the colors of a picture mean: a bar of colors with a number at each end.</summary>
/// <param name="Low">The number at the first color.</param>
/// <param name="High">The number at the last color, with its unit.</param>
/// <param name="Colors">The colors from low to high, evenly spaced, as R, G, B; at least two.</param>
public sealed record ColorScale(string Low, string High, IReadOnlyList<IReadOnlyList<byte>> Colors);
