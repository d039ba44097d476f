namespace LiteVae.Codec.Networks.Costs;

/// <summary>Sums over a module and everything within it, by dotted names: "encoder" includes "encoder.conv_in.weight".</summary>
internal sealed class ModuleTotals
{
    private readonly Dictionary<string, long> _totals = [];

    /// <summary>The sum over a module; 0 where nothing was added.</summary>
    public long this[string module] => _totals.GetValueOrDefault(module);

    /// <summary>Adds a value to a name and to every module that it is within.</summary>
    public void Add(string name, long value)
    {
        foreach (var module in WithAncestors(name))
            _totals[module] = _totals.GetValueOrDefault(module) + value;
    }

    /// <summary>A name, and the modules that it is within, from the inside to the outside.</summary>
    public static IEnumerable<string> WithAncestors(string name)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
            yield return name[..end];
        if (name.Length == 0)
            yield return name;
    }
}
