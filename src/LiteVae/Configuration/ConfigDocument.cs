using System.Globalization;
using System.Text;
using System.Text.Json;
using LiteVae.Codec.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LiteVae.Configuration;

/// <summary>Reads YAML (of which JSON is a part) into a <see cref="ConfigNode"/> tree, and writes trees as YAML or JSON.</summary>
internal static class ConfigDocument
{
    /// <exception cref="ConfigException">The text is not YAML, or not a mapping.</exception>
    public static ConfigMapping Parse(string text, string source)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
                return new ConfigMapping(1);
            if (stream.Documents.Count > 1)
                throw new ConfigException(source, "holds several YAML documents; one is expected");
            return Convert(stream.Documents[0].RootNode) as ConfigMapping
                ?? throw new ConfigException(source, "is not a mapping of keys to values");
        }
        catch (YamlException e)
        {
            throw new ConfigException(source, [new ConfigProblem("", $"not valid YAML: {e.Message}", (int)e.Start.Line)]);
        }
    }

    /// <exception cref="ConfigException">The file is missing, unreadable, or not a mapping.</exception>
    public static ConfigMapping Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException(path, Directory.Exists(path) ? "is a folder; a YAML file is expected" : e.Message);
        }
    }

    /// <summary>Parses one value, as on a command line: a scalar, or a list or mapping in flow style.</summary>
    public static ConfigNode ParseValue(string text)
    {
        if (text.StartsWith('[') || text.StartsWith('{'))
        {
            try
            {
                var stream = new YamlStream();
                stream.Load(new StringReader(text));
                return Convert(stream.Documents[0].RootNode);
            }
            catch (YamlException e)
            {
                throw new ConfigException(text, $"not a valid value: {e.Message}");
            }
        }
        return new ConfigScalar(text);
    }

    public static string ToYaml(ConfigNode node)
    {
        var text = new StringBuilder();
        WriteYaml(text, node, 0);
        return text.ToString();
    }

    public static string ToJson(ConfigNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            WriteJson(writer, node);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ConfigNode Convert(YamlNode node)
    {
        var line = (int)node.Start.Line;
        switch (node)
        {
            case YamlScalarNode scalar:
                return new ConfigScalar(scalar.Value ?? "", scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted, line);
            case YamlSequenceNode sequence:
                return new ConfigSequence(sequence.Children.Select(Convert), line);
            default:
                var mapping = new ConfigMapping(line);
                foreach (var (key, value) in ((YamlMappingNode)node).Children)
                    mapping[(key as YamlScalarNode)?.Value ?? key.ToString()] = Convert(value);
                return mapping;
        }
    }

    private static void WriteYaml(StringBuilder text, ConfigNode node, int indent)
    {
        var margin = new string(' ', indent);
        switch (node)
        {
            case ConfigMapping mapping:
                foreach (var (key, value) in mapping.Entries)
                {
                    text.Append(margin).Append(key).Append(':');
                    WriteYamlValue(text, value, indent + 2);
                }
                break;
            case ConfigSequence sequence:
                foreach (var item in sequence.Items)
                {
                    text.Append(margin).Append('-');
                    WriteYamlValue(text, item, indent + 2);
                }
                break;
            case ConfigScalar scalar:
                text.Append(margin).AppendLine(Quote(scalar));
                break;
        }
    }

    private static void WriteYamlValue(StringBuilder text, ConfigNode value, int indent)
    {
        if (value is ConfigMapping or ConfigSequence && !IsFlat(value))
        {
            text.Append('\n');
            WriteYaml(text, value, indent);
        }
        else
        {
            text.Append(' ').Append(Flow(value)).Append('\n');
        }
    }

    private static bool IsFlat(ConfigNode node) => node switch
    {
        ConfigSequence sequence => sequence.Items.All(i => i is ConfigScalar),
        ConfigMapping mapping => mapping.Entries.Count() <= 3 && mapping.Entries.All(e => e.Value is ConfigScalar),
        _ => true,
    };

    private static string Flow(ConfigNode node) => node switch
    {
        ConfigSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Flow))}]",
        ConfigMapping mapping => $"{{{string.Join(", ", mapping.Entries.Select(e => $"{e.Key}: {Flow(e.Value)}"))}}}",
        _ => Quote((ConfigScalar)node),
    };

    private static string Quote(ConfigScalar scalar)
    {
        var plain = !scalar.Quoted || (scalar.Text.Length > 0
            && scalar.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            && char.IsAsciiLetter(scalar.Text[0])
            && scalar.Text is not ("true" or "false" or "null"));
        return plain ? scalar.Text : $"\"{scalar.Text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
    }

    private static void WriteJson(Utf8JsonWriter writer, ConfigNode node)
    {
        switch (node)
        {
            case ConfigMapping mapping:
                writer.WriteStartObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    writer.WritePropertyName(key);
                    WriteJson(writer, value);
                }
                writer.WriteEndObject();
                break;
            case ConfigSequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                    WriteJson(writer, item);
                writer.WriteEndArray();
                break;
            case ConfigScalar scalar when scalar.IsNull:
                writer.WriteNullValue();
                break;
            case ConfigScalar { Quoted: false, Text: "true" or "false" } scalar:
                writer.WriteBooleanValue(scalar.Text == "true");
                break;
            case ConfigScalar { Quoted: false } scalar when long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                writer.WriteNumberValue(whole);
                break;
            case ConfigScalar { Quoted: false } scalar when double.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case ConfigScalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }
}
