using System.Globalization;
using LiteVae.Codec.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LiteVae.Configuration;

/// <summary>Reads one YAML document into a <see cref="ConfigNode"/> tree of bounded length and depth.</summary>
/// <remarks>Aliases are refused: with them, a few lines can stand for any number of nodes, or for a node that contains itself.</remarks>
internal sealed class YamlReader
{
    /// <summary>The longest text that is read, in characters: a hundred times the longest recipe.</summary>
    public const int MaxLength = 1 << 18;

    private const int MaxScalar = 1 << 12;
    private const int MaxDepth = 32;

    private readonly string _source;
    private readonly Parser _parser;

    private YamlReader(string text, string source)
    {
        _source = source;
        _parser = new Parser(new StringReader(text));
    }

    private ParsingEvent Current => _parser.Current!;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text, with one document at most.</param>
    /// <param name="source">What the text is, for messages.</param>
    /// <returns>The document's root; null where there is no document.</returns>
    /// <exception cref="ConfigException">The text is not YAML, too long or too deep, or has aliases or several documents.</exception>
    public static ConfigNode? Read(string text, string source)
    {
        if (text.Length > MaxLength)
            throw new ConfigException(source, string.Create(CultureInfo.InvariantCulture, $"is {text.Length} characters long; at most {MaxLength} are read"));
        var reader = new YamlReader(text, source);
        reader.Next();
        reader.Next();
        if (reader.Current is StreamEnd)
            return null;
        reader.Next();
        var root = reader.ReadNode(0);
        reader.Next();
        return reader.Current is StreamEnd ? root : throw new ConfigException(source, "holds several YAML documents; one is expected");
    }

    // Leaves the parser behind the node.
    private ConfigNode ReadNode(int depth)
    {
        var line = Line(Current);
        if (depth > MaxDepth)
            throw Wrong(line, $"more than {MaxDepth} levels are nested");
        switch (Current)
        {
            case Scalar scalar:
                if (scalar.Value.Length > MaxScalar)
                    throw Wrong(line, $"a value of {scalar.Value.Length} characters is longer than {MaxScalar}");
                Next();
                return new ConfigScalar(scalar.Value, scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted, line);
            case SequenceStart:
                Next();
                List<ConfigNode> items = [];
                while (Current is not SequenceEnd)
                    items.Add(ReadNode(depth + 1));
                Next();
                return new ConfigSequence(items, line);
            case MappingStart:
                Next();
                var mapping = new ConfigMapping(line);
                while (Current is not MappingEnd)
                    ReadEntry(mapping, depth);
                Next();
                return mapping;
            case AnchorAlias alias:
                throw Wrong(line, $"*{alias.Value} is an alias, which is not read: write the value out");
            default:
                throw Wrong(line, $"not valid YAML: {Current.GetType().Name} where a value belongs");
        }
    }

    private void ReadEntry(ConfigMapping mapping, int depth)
    {
        var line = Line(Current);
        if (ReadNode(depth + 1) is not ConfigScalar { Text: var key })
            throw Wrong(line, "a key is a list or a mapping; text is expected");
        if (mapping[key] is not null)
            throw Wrong(line, $"the key {key} stands here a second time");
        mapping[key] = ReadNode(depth + 1);
    }

    private void Next()
    {
        try
        {
            if (_parser.MoveNext())
                return;
        }
        catch (YamlException e)
        {
            throw Wrong((int)e.Start.Line, $"not valid YAML: {e.Message}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // On some damaged texts the parser itself fails: ArgumentException, InvalidOperationException and others.
            throw Wrong(_parser.Current is { } last ? Line(last) : null, $"not valid YAML: {e.Message.ReplaceLineEndings(" ")}");
        }
        throw Wrong(null, "not valid YAML: it ends too early");
    }

    private static int Line(ParsingEvent found) => (int)found.Start.Line;

    private ConfigException Wrong(int? line, string what) => new(_source, [new ConfigProblem("", what, line)]);
}
