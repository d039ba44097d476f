namespace LiteVae.Codec.Networks.Costs;

/// <summary>What the modules of networks make and cost, from their declared weights and a rehearsal.</summary>
internal sealed class ModuleTable
{
    /// <param name="weights">The weights that the networks declared.</param>
    /// <param name="layers">The layers and parts that ran, in the order of the computation.</param>
    public ModuleTable(Weights weights, IReadOnlyList<LayerRun> layers)
    {
        foreach (var (name, shape) in weights.Declared)
            Parameters.Add(name, shape.Aggregate(1L, (product, size) => product * size));
        var outputs = new Dictionary<string, FeatureMaps>();
        foreach (var layer in layers)
        {
            Macs.Add(layer.Name, layer.Macs);
            outputs[layer.Name] = layer.Output;
        }
        Modules = [.. Ordered(layers).Select(m => new ModuleCost(m.Name, m.Depth, Shape(outputs[m.Name]), Parameters[m.Name], Macs[m.Name]))];
    }

    /// <summary>Parameters of each module.</summary>
    public ModuleTotals Parameters { get; } = new();

    /// <summary>Multiply-accumulates of each module.</summary>
    public ModuleTotals Macs { get; } = new();

    /// <summary>Every module, in the order of the computation, each before its parts.</summary>
    public IReadOnlyList<ModuleCost> Modules { get; }

    // Modules by the first of their layers that computes, those that hold others before them.
    private static IEnumerable<(string Name, int Depth)> Ordered(IReadOnlyList<LayerRun> layers)
    {
        var first = new Dictionary<string, int>();
        for (var i = 0; i < layers.Count; i++)
        {
            foreach (var module in ModuleTotals.WithAncestors(layers[i].Name))
                first.TryAdd(module, i);
        }
        HashSet<string> names = [.. layers.Select(l => l.Name)];
        return layers.Select(l => l.Name).Distinct()
            .Select(name => (Name: name, Depth: ModuleTotals.WithAncestors(name).Count(names.Contains), First: first[name]))
            .OrderBy(m => m.First).ThenBy(m => m.Depth)
            .Select(m => (m.Name, m.Depth));
    }

    private static long[] Shape(FeatureMaps output) => [output.Images, output.Channels, output.Height, output.Width];
}
