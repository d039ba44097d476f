using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>The tensors of one part of a network, by the names of its model file.</summary>
/// <param name="all">Of the model.</param>
/// <param name="prefix">Of the part's names.</param>
/// <param name="release">Whether nobody else needs them: what has been prepared may be freed.</param>
internal sealed class NamedTensors(IReadOnlyDictionary<string, Tensor> all, string prefix = "", bool release = false)
{
    /// <summary>The tensors of a part within.</summary>
    public NamedTensors Part(string name) => new(all, $"{prefix}{name}.", release);

    public Tensor this[string name] => all[prefix + name];

    public bool Has(string name) => all.ContainsKey(prefix + name);

    /// <summary>Whether any tensor lies within a part.</summary>
    public bool HasPart(string name) => all.Keys.Any(k => k.StartsWith($"{prefix}{name}.", StringComparison.Ordinal));

    /// <summary>The parts of a list: "up.0", "up.1" and so on.</summary>
    public IReadOnlyList<NamedTensors> List(string name)
    {
        var items = new List<NamedTensors>();
        while (HasPart($"{name}.{items.Count}"))
            items.Add(Part($"{name}.{items.Count}"));
        return items;
    }

    /// <summary>Says that this part has been prepared: its weights are freed where nobody else needs them.</summary>
    public void Done()
    {
        if (!release)
            return;
        foreach (var (_, tensor) in all.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)))
            tensor.Dispose();
    }
}
