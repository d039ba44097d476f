using LiteVae.Server.Models;

namespace LiteVae.Server.Endpoints;

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
/// <param name="Models">Autoencoders.</param>
/// <param name="Diffusion">The diffusion model; null where none is served.</param>
internal sealed record ModelList(IReadOnlyList<ModelInfo> Models, DiffusionInfo? Diffusion);
