namespace LiteVae.Experiments.Measures;

/// <summary>A figure at a resolution.</summary>
/// <param name="Figure">The name of a <see cref="MeasureInfo"/>.</param>
/// <param name="Resolution">Side of the images, in pixels; null where the figure is of no images.</param>
internal readonly record struct FigureKey(string Figure, int? Resolution);
