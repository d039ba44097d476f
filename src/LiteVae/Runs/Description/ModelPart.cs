namespace LiteVae.Runs.Description;

/// <summary>A part of the model that is trained.</summary>
/// <param name="Name">What it is called, in lower case.</param>
/// <param name="Parameters">Its number of parameters.</param>
public sealed record ModelPart(string Name, long Parameters);
