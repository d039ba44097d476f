namespace LiteVae.Configuration;

/// <summary>A configuration as a tree, before it is bound to a record. Immutable but for the merging that builds it.</summary>
internal abstract class ConfigNode(int? line)
{
    public int? Line { get; } = line;

    public abstract ConfigNode Clone();
}

/// <summary>A value: text as it stands, and whether it was quoted.</summary>
internal sealed class ConfigScalar(string text, bool quoted = false, int? line = null) : ConfigNode(line)
{
    public string Text { get; } = text;

    public bool Quoted { get; } = quoted;

    public bool IsNull => !Quoted && Text is "" or "null" or "~" or "Null" or "NULL";

    public override ConfigNode Clone() => this;
}

/// <summary>A list.</summary>
internal sealed class ConfigSequence(IEnumerable<ConfigNode> items, int? line = null) : ConfigNode(line)
{
    public List<ConfigNode> Items { get; } = [.. items];

    public override ConfigNode Clone() => new ConfigSequence(Items.Select(i => i.Clone()), Line);
}

/// <summary>A mapping, in the order of the file.</summary>
internal sealed class ConfigMapping(int? line = null) : ConfigNode(line)
{
    private readonly OrderedDictionary<string, ConfigNode> _entries = [];

    public IEnumerable<KeyValuePair<string, ConfigNode>> Entries => _entries;

    public ConfigNode? this[string key]
    {
        get => _entries.TryGetValue(key, out var node) ? node : null;
        set
        {
            if (value is null)
                _entries.Remove(key);
            else
                _entries[key] = value;
        }
    }

    public override ConfigNode Clone()
    {
        var copy = new ConfigMapping(Line);
        foreach (var (key, value) in _entries)
            copy[key] = value.Clone();
        return copy;
    }
}
