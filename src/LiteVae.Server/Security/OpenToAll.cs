namespace LiteVae.Server.Security;

/// <summary>Marks endpoints that need no key: health, and pages that tell nothing of this service.</summary>
internal sealed class OpenToAll;
