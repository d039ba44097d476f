using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>A module's parameters and buffers by name, to and from files.</summary>
public static class StateDict
{
    private const int NamedAtMost = 12;

    /// <summary>Copies a file's tensors into a module, in place; types are converted to the module's.</summary>
    /// <param name="module">Its structure decides which names and shapes are due.</param>
    /// <param name="file">The file.</param>
    /// <param name="prefix">Stands before the module's names in the file: "encoder.".</param>
    /// <param name="allowUnexpected">Whether the file may hold more.</param>
    /// <exception cref="CheckpointException">Names are missing or left over, or shapes differ: all are named, and nothing is copied.</exception>
    public static void Load(nn.Module module, SafetensorsFile file, string prefix = "", bool allowUnexpected = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);
        var state = Of(module, prefix);
        List<string> problems = [];
        foreach (var (name, target) in state)
        {
            if (!file.Tensors.TryGetValue(name, out var entry))
                problems.Add($"{name} is missing");
            else if (!entry.Shape.SequenceEqual(target.shape))
                problems.Add($"{name} has shape [{string.Join(',', entry.Shape)}], expected [{string.Join(',', target.shape)}]");
        }
        if (!allowUnexpected)
            problems.AddRange(file.Tensors.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && !state.ContainsKey(n)).Select(n => $"{n} is not expected"));
        if (problems.Count > 0)
            throw new CheckpointException(Describe(file.Path, problems));

        using var guard = no_grad();
        foreach (var (name, target) in state)
        {
            using var source = file.Read(name, target.dtype);
            target.copy_(source);
        }
    }

    /// <summary>The module's parameters and buffers by name: the tensors themselves, not copies.</summary>
    public static Dictionary<string, Tensor> Of(nn.Module module, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(module);
        var state = new Dictionary<string, Tensor>();
        foreach (var (name, parameter) in module.named_parameters())
            state.TryAdd(prefix + name, parameter);
        foreach (var (name, buffer) in module.named_buffers())
            state.TryAdd(prefix + name, buffer);
        return state;
    }

    private static string Describe(string path, List<string> problems)
    {
        var more = problems.Count > NamedAtMost ? $"; and {problems.Count - NamedAtMost} more" : "";
        return $"{path} does not fit its config: {string.Join("; ", problems.Take(NamedAtMost))}{more}.";
    }
}
