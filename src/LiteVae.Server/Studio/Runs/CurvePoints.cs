namespace LiteVae.Server.Studio.Runs;

/// <summary>A curve.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Values">One for each step.</param>
internal sealed record CurvePoints(IReadOnlyList<long> Steps, IReadOnlyList<float> Values);
