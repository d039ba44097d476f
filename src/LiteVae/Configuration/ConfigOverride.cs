using LiteVae.Codec.Configuration;

namespace LiteVae.Configuration;

/// <summary>Settings given on the command line: <c>train.phases.0.steps=20</c>.</summary>
internal static class ConfigOverride
{
    /// <summary>Sets the value at a dotted path, making mappings on the way; items of a list go by their index.</summary>
    /// <exception cref="ConfigException">No "=", or an index that the list does not have.</exception>
    public static void Apply(ConfigMapping root, string setting)
    {
        var split = setting.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
            throw new ConfigException($"--set {setting}", "expected key=value, such as train.learning_rate=2e-4");
        Apply(root, setting[..split].Trim(), ConfigDocument.ParseValue(setting[(split + 1)..].Trim()), $"--set {setting}");
    }

    /// <summary>Sets the value at a dotted path.</summary>
    /// <param name="root">What is changed.</param>
    /// <param name="path">Such as "train.phases.0.steps".</param>
    /// <param name="value">The value.</param>
    /// <param name="source">Where the setting stands, for messages.</param>
    /// <exception cref="ConfigException">An index that the list does not have.</exception>
    public static void Apply(ConfigMapping root, string path, ConfigNode value, string source)
    {
        var parts = path.Split('.');
        ConfigNode node = root;
        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            switch (node)
            {
                case ConfigSequence sequence:
                    if (!int.TryParse(parts[i], out var index) || index < 0 || index >= sequence.Items.Count)
                        throw new ConfigException(source, $"{string.Join('.', parts[..i])} is a list of {sequence.Items.Count}; \"{parts[i]}\" is not one of its indices");
                    if (last)
                        sequence.Items[index] = value;
                    node = sequence.Items[index];
                    break;
                case ConfigMapping mapping:
                    if (last)
                        mapping[parts[i]] = value;
                    else if (mapping[parts[i]] is not (ConfigMapping or ConfigSequence))
                        mapping[parts[i]] = new ConfigMapping();
                    node = mapping[parts[i]]!;
                    break;
            }
        }
    }
}
