using System.Globalization;
using LiteVae.Codec.Configuration;

namespace LiteVae.Data.Shards;

/// <summary>Lists of paths in short form: <c>train-{000000..000099}.tar</c> with any number of braces, several of them between commas or <c>::</c>.</summary>
internal static class BraceExpansion
{
    /// <summary>The most paths of one text.</summary>
    public const int MaxPaths = 1_000_000;

    /// <summary>Whether a text can mean several paths.</summary>
    public static bool IsPattern(string text) => text.Contains('{', StringComparison.Ordinal) || text.Contains(',', StringComparison.Ordinal) || text.Contains("::", StringComparison.Ordinal);

    /// <summary>The parts of a text between commas and <c>::</c> outside of braces.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            var separator = depth != 0 ? 0 : text[i] == ',' ? 1 : string.CompareOrdinal(text, i, "::", 0, 2) == 0 ? 2 : 0;
            if (separator == 0)
                continue;
            parts.Add(text[start..i]);
            start = i + separator;
            i = start - 1;
        }
        parts.Add(text[start..]);
        return [.. parts.Select(p => p.Trim()).Where(p => p.Length > 0)];
    }

    /// <summary>All paths that a text means, in its order.</summary>
    /// <exception cref="ConfigException">A brace is not closed, holds neither a range of numbers nor a list, or there are too many paths.</exception>
    public static IReadOnlyList<string> Expand(string text)
    {
        List<string> paths = [];
        foreach (var part in Split(text))
            paths.AddRange(ExpandOne(part, text));
        return paths.Count <= MaxPaths ? paths : throw TooMany(text);
    }

    private static List<string> ExpandOne(string part, string text)
    {
        List<string> paths = [""];
        while (part.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = part.IndexOf('}', open);
            if (close < 0)
                throw new ConfigException(text, "a brace is not closed; expected a form such as train-{000000..000099}.tar");
            var before = part[..open];
            var choices = Choices(part[(open + 1)..close], text);
            if ((long)paths.Count * choices.Length > MaxPaths)
                throw TooMany(text);
            paths = [.. paths.SelectMany(_ => choices, (path, choice) => path + before + choice)];
            part = part[(close + 1)..];
        }
        return part.Contains('}', StringComparison.Ordinal)
            ? throw new ConfigException(text, "a brace is closed that was not opened; expected a form such as train-{000000..000099}.tar")
            : [.. paths.Select(path => path + part)];
    }

    private static string[] Choices(string inner, string text)
    {
        if (inner.Split("..") is not [var first, var last])
            return inner.Contains(',', StringComparison.Ordinal) ? inner.Split(',') : throw Malformed(inner, text);
        if (!long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to))
            throw Malformed(inner, text);
        if (Math.Abs(to - from) >= MaxPaths)
            throw TooMany(text);
        var width = HasLeadingZero(first) || HasLeadingZero(last) ? Math.Max(first.Length, last.Length) : 1;
        return [.. Enumerable.Range(0, (int)Math.Abs(to - from) + 1).Select(i => (from + (to < from ? -i : i)).ToString($"D{width}", CultureInfo.InvariantCulture))];
    }

    private static bool HasLeadingZero(string number) => number.Length > 1 && number[0] == '0';

    private static ConfigException Malformed(string inner, string text) =>
        new(text, $"expected a range of numbers in braces, such as {{000000..000099}}, or a list; found {{{inner}}}");

    private static ConfigException TooMany(string text) => new(text, $"means more than {MaxPaths} paths");
}
