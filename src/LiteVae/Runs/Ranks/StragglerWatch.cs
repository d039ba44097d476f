namespace LiteVae.Runs.Ranks;

/// <summary>Finds the rank for which the others wait: one that computes much longer than they do, step after step.</summary>
/// <param name="ranks">Number of ranks.</param>
internal sealed class StragglerWatch(int ranks)
{
    // One slow step says nothing: a page of a file was read, a core was taken.
    private const int Steps = 20;

    // How much longer than the median the slowest rank computes before it is named.
    private const double Tolerance = 1.5;

    private readonly double[] _sums = new double[ranks];
    private readonly HashSet<int> _named = [];
    private int _steps;

    /// <summary>How long the slowest rank and the median one computed in the last step, in seconds, without waiting for others. A step takes at least as long as the slowest.</summary>
    public IEnumerable<KeyValuePair<string, double>> Figures { get; private set; } = [];

    /// <summary>Notes how long each rank computed in a step.</summary>
    /// <returns>A sentence that names the slow rank, once for each; null where there is nothing to say.</returns>
    public string? Observe(IReadOnlyList<double> seconds)
    {
        if (ranks == 1)
            return null;
        Figures =
        [
            new("ranks/slowest", seconds.Index().MaxBy(s => s.Item).Index),
            new("ranks/slowest_seconds", seconds.Max()),
            new("ranks/median_seconds", seconds.Order().ElementAt((ranks - 1) / 2)),
        ];
        for (var rank = 0; rank < ranks; rank++)
            _sums[rank] += seconds[rank];
        if (++_steps < Steps)
            return null;
        double[] means = [.. _sums.Select(s => s / _steps)];
        Array.Clear(_sums);
        _steps = 0;
        var slowest = Array.IndexOf(means, means.Max());
        double[] others = [.. means.Where((_, rank) => rank != slowest).Order()];
        var median = others[(others.Length - 1) / 2];
        return means[slowest] > Tolerance * median && _named.Add(slowest)
            ? FormattableString.Invariant($"rank {slowest} takes {means[slowest]:0.00} s for its part of a step, where {(ranks == 2 ? "the other takes" : "the others take")} {median:0.00} s: all ranks wait for it")
            : null;
    }
}
