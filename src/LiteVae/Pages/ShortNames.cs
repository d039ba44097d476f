namespace LiteVae.Pages;

/// <summary>Names of things that were given as paths, without what all paths have in common.</summary>
internal sealed class ShortNames
{
    private readonly Dictionary<string, string> _short = [];

    /// <param name="names">What is shown together. A name with a slash is a path; others stay as they are.</param>
    public ShortNames(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct()];
        string[][] paths = [.. all.Where(IsPath).Select(Parts)];
        // One part of each path stays in any case; of a path alone, the last.
        var start = paths.Length == 0 ? 0 : Math.Min(Common(paths), paths.Min(p => p.Length) - 1);
        string[][] rests = [.. paths.Select(p => p[start..])];
        var end = paths.Length < 2 ? 0 : Math.Min(Common([.. rests.Select(p => p.Reverse().ToArray())]), rests.Min(p => p.Length) - 1);
        foreach (var name in all)
            _short[name] = IsPath(name) ? string.Join('/', Parts(name)[start..^end]) : name;
        if (_short.Values.Distinct().Count() < all.Length)
            _short = all.ToDictionary(name => name);
    }

    /// <summary>The short name.</summary>
    public string this[string name] => _short.GetValueOrDefault(name, name);

    /// <summary>The short name, with the whole one for the pointer where they differ.</summary>
    public Markup Draw(string name) => this[name] == name ? Markup.Of($"{name}") : Markup.Of($"<span title=\"{name}\">{this[name]}</span>");

    private static bool IsPath(string name) => name.AsSpan().IndexOfAny('/', '\\') >= 0;

    private static string[] Parts(string path) => path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts ? parts : [path];

    private static int Common(string[][] paths) =>
        Enumerable.Range(0, paths.Min(p => p.Length)).TakeWhile(i => paths.All(p => p[i] == paths[0][i])).Count();
}
