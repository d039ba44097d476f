namespace LiteVae.Runs.Description;

/// <summary>Curves that stand together in the report.</summary>
/// <param name="Title">The heading over them.</param>
/// <param name="Prefixes">The group has all numbers whose names begin with one of these.</param>
internal sealed record CurveGroup(string Title, params IReadOnlyList<string> Prefixes)
{
    /// <summary>Names of numbers that are not noisy: they are drawn without a running mean.</summary>
    public IReadOnlyList<string> Exact { get; init; } = [];

    public bool Contains(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    public bool IsNoisy(string name) => !Exact.Contains(name);
}
