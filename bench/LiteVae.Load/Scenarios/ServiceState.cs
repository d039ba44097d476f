namespace LiteVae.Load.Scenarios;

/// <summary>What a service tells about itself in its metrics.</summary>
/// <param name="Memory">Resident, in MiB.</param>
/// <param name="Queue">Requests that wait to be computed.</param>
/// <param name="Active">Requests that are under way.</param>
internal sealed record ServiceState(double Memory, int Queue, int Active);
