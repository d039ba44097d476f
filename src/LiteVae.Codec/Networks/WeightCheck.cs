using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Networks;

/// <summary>Compares the weights that a network needs with those that a source has.</summary>
internal static class WeightCheck
{
    /// <summary>Requires a source to have all weights that a network needs, of the right shapes, and no others.</summary>
    /// <param name="expected">The shape of each, by name.</param>
    /// <param name="source">Where they would be read.</param>
    /// <param name="prefix">The source's names that begin so are the network's: others are none of its weights.</param>
    /// <exception cref="CheckpointException">Weights are missing, unexpected or of another shape or kind: all are named.</exception>
    public static void Require(IReadOnlyDictionary<string, long[]> expected, ITensorSource source, string prefix = "")
    {
        var problems = new List<string>();
        foreach (var (name, shape) in expected)
        {
            if (!source.Tensors.TryGetValue(name, out var found))
                problems.Add($"missing '{name}' [{string.Join(',', shape)}]");
            else if (!found.Shape.SequenceEqual(shape))
                problems.Add($"'{name}' is [{string.Join(',', found.Shape)}], expected [{string.Join(',', shape)}]");
            else if (!TensorTypes.IsFloat(found.Type))
                problems.Add($"'{name}' is {TensorTypes.NameOf(found.Type)}, expected a floating-point type");
        }
        problems.AddRange(source.Tensors.Keys
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !expected.ContainsKey(name)).Select(name => $"unexpected '{name}'"));
        if (problems.Count > 0)
            throw new CheckpointException($"{source.Name}: does not fit the model ({problems.Count} {(problems.Count == 1 ? "problem" : "problems")})", problems);
    }
}
