namespace LiteVae.Server.Models;

/// <summary>The served diffusion model, as <c>GET /v1/models</c> tells it.</summary>
/// <param name="LatentShape">Z, h and w of its samples.</param>
/// <param name="Classes">The names of its classes; empty without classes.</param>
internal sealed record DiffusionInfo(IReadOnlyList<int> LatentShape, IReadOnlyList<string> Classes);
