namespace LiteVae.Server.Endpoints;

/// <summary>How far a sample is.</summary>
/// <param name="Step">The steps that are done.</param>
/// <param name="Steps">All of them.</param>
internal sealed record SampleProgress(int Step, int Steps);
