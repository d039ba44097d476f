namespace LiteVae.Data;

/// <summary>A file that was passed over.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record SkippedImage(string Path, string Reason);
