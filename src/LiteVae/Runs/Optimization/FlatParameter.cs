namespace LiteVae.Runs.Optimization;

/// <summary>One parameter within the buffer.</summary>
/// <param name="Name">As in the state dict.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record FlatParameter(string Name, long[] Shape);
