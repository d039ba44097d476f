namespace LiteVae.Codec.Configuration;

/// <summary>Finds what a misspelt name was meant to be.</summary>
public static class NearestName
{
    /// <summary>The candidate that the fewest edits lead to, where those are two or a third of the name's length at most; null where there is none.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        var best = candidates
            .Select(c => (Name: c, Distance: Distance(name.ToLowerInvariant(), c.ToLowerInvariant())))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, name.Length / 3) ? best.Name : null;
    }

    /// <summary>", did you mean X?" or "; known: A, B, C".</summary>
    internal static string Suggest(string name, IReadOnlyCollection<string> candidates) =>
        Find(name, candidates) is { } near ? $", did you mean {near}?" : $"; known: {string.Join(", ", candidates)}";

    /// <summary>", did you mean X? Known: A, B, C", or "; known: A, B, C": for names of which a user may want to see all.</summary>
    public static string SuggestAmong(string name, IReadOnlyCollection<string> candidates) =>
        Find(name, candidates) is { } near ? $", did you mean {near}? Known: {string.Join(", ", candidates)}" : $"; known: {string.Join(", ", candidates)}";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
