namespace LiteVae.Runs.Description;

/// <summary>Figures of something that a trained model is compared with, such as a codec without weights.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Metrics">Its figures by name, on the images that the model's are of.</param>
public sealed record ComparedFigures(string Name, IReadOnlyDictionary<string, double> Metrics);
