using System.Globalization;
using System.Text;
using System.Text.Json;
using LiteVae.Codec.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LiteVae.Configuration;

/// <summary>Reads YAML (of which JSON is a part) into a <see cref="ConfigNode"/> tree, and writes trees as JSON. <see cref="ConfigYaml"/> writes them as YAML.</summary>
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
