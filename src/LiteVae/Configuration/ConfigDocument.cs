using System.Globalization;
using System.Text;
using System.Text.Json;
using LiteVae.Codec.Configuration;

namespace LiteVae.Configuration;

/// <summary>Reads YAML files (JSON is a part of YAML) into a <see cref="ConfigNode"/> tree, and writes trees as JSON. <see cref="ConfigYaml"/> writes them as YAML.</summary>
internal static class ConfigDocument
{
    /// <exception cref="ConfigException">The text is not YAML of the kind that <see cref="YamlReader"/> reads, or not a mapping.</exception>
    public static ConfigMapping Parse(string text, string source) => YamlReader.Read(text, source) switch
    {
        null => new ConfigMapping(1),
        ConfigMapping mapping => mapping,
        _ => throw new ConfigException(source, "is not a mapping of keys to values"),
    };

    /// <exception cref="ConfigException">The file is missing, unreadable, too long, or not a mapping.</exception>
    public static ConfigMapping Read(string path)
    {
        try
        {
            // A character takes four bytes at most.
            if (new FileInfo(path) is { Exists: true, Length: > 4 * YamlReader.MaxLength and var length })
                throw new ConfigException(path, string.Create(CultureInfo.InvariantCulture, $"has {length} bytes; at most {YamlReader.MaxLength} characters are read"));
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException(path, Directory.Exists(path) ? "is a folder; a YAML file is expected" : e.Message);
        }
    }

    /// <summary>Parses one value, as on a command line: a scalar, or a list or mapping in flow style.</summary>
    /// <exception cref="ConfigException">A list or mapping is not valid YAML.</exception>
    public static ConfigNode ParseValue(string text) => text.StartsWith('[') || text.StartsWith('{')
        ? YamlReader.Read(text, text.Length > 80 ? $"{text[..80]}..." : text) ?? new ConfigScalar("")
        : new ConfigScalar(text);

    public static string ToJson(ConfigNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            WriteJson(writer, node);
        return Encoding.UTF8.GetString(stream.ToArray());
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
