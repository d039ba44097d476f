using LiteVae.Server;

namespace LiteVae.Cli.Verbs.Serve;

/// <summary>A served model as the command line has it: NAME=MODEL, or a model alone.</summary>
internal static class ServedModelText
{
    public static ServedModel Parse(string text)
    {
        // A path may have an equals sign in it.
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && !Path.Exists(text) ? new ServedModel(text[..equals], text[(equals + 1)..]) : new ServedModel(NameOf(text), text);
    }

    /// <summary>The name of a model that was given none: that of its file, or of its folder.</summary>
    private static string NameOf(string model)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(model));
        var stem = File.Exists(model) ? Path.GetFileNameWithoutExtension(name) : name;
        // Characters that an address would have to escape.
        return string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
    }
}
