using static TorchSharp.torch;

namespace LiteVae.Layers;

/// <summary>Copies tensors, by name, into a module.</summary>
internal static class NamedWeights
{
    /// <summary>Gives every parameter and buffer of the module the value of that name; other names are not looked at.</summary>
    /// <param name="module">The module to fill; its device and types stay.</param>
    /// <param name="weights">Tensors by the module's names.</param>
    /// <param name="source">What the weights are called in an error.</param>
    /// <exception cref="ArgumentException">Names are missing or shapes differ; nothing was copied.</exception>
    public static void Copy(nn.Module module, IReadOnlyDictionary<string, Tensor> weights, string source)
    {
        var targets = module.state_dict();
        var problems = targets.Select(t => Problem(t.Key, t.Value, weights)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            var more = problems.Count > 4 ? $" and {problems.Count - 4} more" : "";
            throw new ArgumentException($"Weights of {source} do not fit: {string.Join("; ", problems.Take(4))}{more}.", nameof(weights));
        }
        using var noGrad = no_grad();
        foreach (var (name, target) in targets)
            target.copy_(weights[name]);
    }

    private static string? Problem(string name, Tensor target, IReadOnlyDictionary<string, Tensor> weights)
    {
        if (!weights.TryGetValue(name, out var value))
            return $"{name} is missing";
        return value.shape.SequenceEqual(target.shape)
            ? null
            : $"{name} is [{string.Join(',', value.shape)}], expected [{string.Join(',', target.shape)}]";
    }
}
