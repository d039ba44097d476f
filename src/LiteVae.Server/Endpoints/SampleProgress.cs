namespace LiteVae.Server.Endpoints;

/// <summary>How far a sample is.</summary>
/// <param name="Step">The steps that are done.</param>
/// <param name="Steps">All of them.</param>
/// <param name="Preview">The picture that the sampler expects at this step, as PNG in base64; null where the request asks for none at this step.</param>
internal sealed record SampleProgress(int Step, int Steps, byte[]? Preview);
