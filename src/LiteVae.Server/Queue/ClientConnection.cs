namespace LiteVae.Server.Queue;

/// <summary>Whether the client is still there, whatever the deadline: a feature of admitted requests.</summary>
/// <param name="Disconnected">Canceled when the client has gone.</param>
internal sealed record ClientConnection(CancellationToken Disconnected);
