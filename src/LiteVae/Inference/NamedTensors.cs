using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>The tensors of one part of a network, by the names of its model file. Owns nothing.</summary>
internal sealed class NamedTensors(IReadOnlyDictionary<string, Tensor> all, string prefix = "")
{
    /// <summary>The tensors of a part within.</summary>
    public NamedTensors Part(string name) => new(all, $"{prefix}{name}.");

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
}
