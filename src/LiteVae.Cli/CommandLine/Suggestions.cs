using System.CommandLine;
using System.Globalization;

namespace LiteVae.Cli.CommandLine;

/// <summary>Answers the directive of shells' completion: <c>litevae "[suggest:17]" "litevae train --da"</c> prints what may stand at that position, a line each.</summary>
internal static class Suggestions
{
    private const string Prefix = "[suggest:";

    /// <summary>Whether a command line is such a question.</summary>
    public static bool AreAskedFor(IReadOnlyList<string> args) =>
        args.Count > 0 && args[0].StartsWith(Prefix, StringComparison.Ordinal) && args[0].EndsWith(']');

    /// <summary>The words that may stand at the position; empty where it is a matter of files.</summary>
    /// <param name="root">The tool's command.</param>
    /// <param name="args">The directive with the position in characters, and the line as it was typed, with the tool's name first.</param>
    public static IReadOnlyList<string> For(Command root, IReadOnlyList<string> args)
    {
        var line = args.Count > 1 ? args[1] : "";
        var position = int.TryParse(args[0][Prefix.Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Min(given, line.Length) : line.Length;
        var typed = line[..position].TrimStart();
        var afterName = typed.IndexOf(' ', StringComparison.Ordinal); // however the tool was called: litevae, ./litevae, C:\litevae.exe
        if (afterName < 0)
            return [];
        // The parser is asked what follows the words before: a word that is a verb's name already might begin a longer one.
        var wordStart = typed.LastIndexOf(' ') + 1;
        var (before, word) = (root.Name + typed[afterName..wordStart], typed[wordStart..]);
        // Options are offered once a dash is typed: elsewhere they would hide the files that a shell offers by itself.
        return
        [
            .. root.Parse(before).GetCompletions(before.Length).Select(c => c.Label)
                .Where(label => label.StartsWith(word, StringComparison.Ordinal) && label.StartsWith('-') == word.StartsWith('-') && label is not ("-?" or "/?" or "/h"))
                .Distinct(),
        ];
    }
}
