namespace LiteVae.Samples;

/// <summary>The arguments are wrong; the message says how.</summary>
internal sealed class UsageException(string message) : Exception(message);
