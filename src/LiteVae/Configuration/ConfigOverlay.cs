namespace LiteVae.Configuration;

/// <summary>Lays a user's keys over those of a preset.</summary>
internal static class ConfigOverlay
{
    /// <summary>Mappings merge key by key, anything else replaces.</summary>
    /// <remarks>Where <c>type</c> chooses another variant, the preset's keys that the new one lacks are dropped; those both know stay.</remarks>
    /// <param name="mapping">The preset's keys, changed here.</param>
    /// <param name="over">The user's.</param>
    /// <param name="record">The config record that the mapping is for.</param>
    public static void Apply(ConfigMapping mapping, ConfigMapping over, Type record)
    {
        var variants = ConfigSchema.VariantsOf(record);
        if (variants.Count > 0)
        {
            var before = Variant(mapping);
            record = Variant(over) ?? before ?? record;
            if (record != before)
                DropUnknown(mapping, record);
        }
        foreach (var (key, value) in over.Entries)
        {
            if (mapping[key] is ConfigMapping mine && value is ConfigMapping theirs && TypeOf(key) is { } type)
                Apply(mine, theirs, type);
            else
                mapping[key] = value.Clone();
        }

        Type? Variant(ConfigMapping from) => from["type"] is ConfigScalar name ? variants.FirstOrDefault(v => v.Name == name.Text).Record : null;
        Type? TypeOf(string key) => ConfigSchema.KeysOf(record).FirstOrDefault(k => k.Name == key)?.Property.PropertyType;
    }

    /// <summary>Replaces the key <c>preset</c> of a mapping by the keys of that preset, overlaid by the mapping's other keys.</summary>
    /// <param name="mapping">Left as it is where it names no preset.</param>
    /// <param name="record">The config record that the mapping is for.</param>
    /// <param name="preset">The record of a preset's name.</param>
    /// <exception cref="Codec.Configuration.ConfigException">The preset is not known.</exception>
    public static void Expand(ConfigMapping mapping, Type record, Func<string, object> preset)
    {
        if (mapping["preset"] is not ConfigScalar name)
            return;
        var resolved = ConfigWriter.ToNode(preset(name.Text));
        mapping["preset"] = null;
        Apply(resolved, mapping, record);
        foreach (var (key, value) in resolved.Entries)
            mapping[key] = value;
    }

    private static void DropUnknown(ConfigMapping mapping, Type record)
    {
        var known = ConfigSchema.KeysOf(record).Select(k => k.Name).Append("type").ToHashSet();
        foreach (var key in mapping.Entries.Select(e => e.Key).Where(k => !known.Contains(k)).ToList())
            mapping[key] = null;
    }
}
