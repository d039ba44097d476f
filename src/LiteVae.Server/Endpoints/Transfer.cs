namespace LiteVae.Server.Endpoints;

/// <summary>What an endpoint reads and writes, for its description.</summary>
/// <param name="Reads">Media types of the request.</param>
/// <param name="Writes">Media types of the answer.</param>
internal sealed record Transfer(IReadOnlyList<string> Reads, IReadOnlyList<string> Writes);
