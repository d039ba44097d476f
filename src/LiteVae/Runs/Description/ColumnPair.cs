namespace LiteVae.Runs.Description;

/// <summary>Two columns of a sample sheet.</summary>
/// <param name="First">The number of the first, from 0.</param>
/// <param name="Second">The number of the second, from 0.</param>
public readonly record struct ColumnPair(int First, int Second);
