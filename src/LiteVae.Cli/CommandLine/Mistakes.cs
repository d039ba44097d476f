using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LiteVae.Codec.Configuration;

namespace LiteVae.Cli.CommandLine;

/// <summary>What is wrong with a command line, in sentences for its user.</summary>
internal static class Mistakes
{
    /// <summary>All mistakes; empty where there are none.</summary>
    /// <param name="parsed">What the parser made of the command line.</param>
    /// <param name="args">The command line as it was given.</param>
    public static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyList<string> args)
    {
        string[] unknown = [.. UnknownOptions(parsed, args).Distinct()];
        if (unknown.Length > 0) // the parser's own errors are consequences of these
            return [.. unknown.Select(name => UnknownOption(name, parsed.CommandResult))];
        if (parsed.Errors.Count == 0)
            return [];
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
            return [parsed.UnmatchedTokens is [var verb, ..] ? UnknownVerb(verb, command) : $"A verb is needed: {string.Join(", ", Verbs(command))}."];
        return [.. parsed.Errors.Select(e => e.Message)];
    }

    /// <summary>"Unknown verb 'trian'. Did you mean train? Known: ...".</summary>
    public static string UnknownVerb(string verb, Command command) =>
        $"Unknown verb '{verb}'.{Suggestion(verb, Verbs(command))} Known: {string.Join(", ", Verbs(command))}.";

    private static IEnumerable<string> Verbs(Command command) => command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);

    // Whatever looks like an option and is none was taken for an argument, or for the value of the option before it. A value that
    // begins with a dash follows "--", or is a part of its option's word: --data=-folder.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed, IReadOnlyList<string> args) =>
        parsed.Tokens
            .TakeWhile(t => t.Type != TokenType.DoubleDash)
            .Where(t => t.Type == TokenType.Argument && LooksLikeOption(t.Value) && !args.Any(a => IsValueIn(a, t.Value)))
            .Select(t => t.Value.Split('=', 2)[0]);

    private static bool LooksLikeOption(string word) =>
        word.Length > 1 && word[0] == '-' && !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsValueIn(string word, string value) =>
        word.Length > value.Length && word[0] == '-' && word.EndsWith(value, StringComparison.Ordinal) && word[^(value.Length + 1)] is '=' or ':';

    private static string UnknownOption(string name, CommandResult result)
    {
        List<string> names = [];
        for (SymbolResult? at = result; at is CommandResult command; at = command.Parent)
            names.AddRange(command.Command.Options.Where(o => !o.Hidden && (o.Recursive || command == result)).SelectMany(o => o.Aliases.Prepend(o.Name)));
        var spelled = names.Where(n => n.StartsWith("--", StringComparison.Ordinal));
        return $"Unknown option '{name}'.{(name.Length > 2 ? Suggestion(name, spelled) : "")}{Files(name)}";
    }

    // A file may have such a name: say then how it is given.
    private static string Files(string name) => File.Exists(name) || Directory.Exists(name) ? $" A path that begins with a dash is given as .{Path.DirectorySeparatorChar}{name}, or after --." : "";

    private static string Suggestion(string name, IEnumerable<string> candidates) => NearestName.Find(name, candidates) is { } near ? $" Did you mean {near}?" : "";
}
