using LiteVae.Codec.Models.Files;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>Parameters and buffers of a module by their names, as PyTorch's <c>state_dict</c>.</summary>
public static class StateDict
{
    /// <summary>Copies a file's tensors into a module's parameters and buffers, in place; nothing is changed unless all of them fit.</summary>
    /// <param name="module">The module; its devices and types are kept, floating-point types are converted.</param>
    /// <param name="file">The file, or another source of tensors; of other sources, tensors must be floating point.</param>
    /// <param name="prefix">What the file's names have before the module's ("encoder."); others are not looked at.</param>
    /// <param name="allowUnexpected">Whether the file may hold more than the module has.</param>
    /// <exception cref="CheckpointException">Tensors are missing, unexpected, or of another shape or kind: all are named.</exception>
    public static void Load(nn.Module module, ITensorSource file, string prefix = "", bool allowUnexpected = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(prefix);
        TorchRuntime.EnsureLoaded();
        var targets = module.state_dict().ToDictionary(t => prefix + t.Key, t => t.Value);
        var problems = new List<string>();
        foreach (var (name, target) in targets)
        {
            if (!file.Tensors.TryGetValue(name, out var entry))
                problems.Add($"missing '{name}' [{string.Join(',', target.shape)}]");
            else if (!entry.Shape.SequenceEqual(target.shape))
                problems.Add($"'{name}' is [{string.Join(',', entry.Shape)}], expected [{string.Join(',', target.shape)}]");
            else if (ScalarTypes.Of(entry.Type) is var type && type != target.dtype && !(TensorTypes.IsFloat(entry.Type) && target.is_floating_point()))
                problems.Add($"'{name}' is {type}, expected {target.dtype}");
        }
        if (!allowUnexpected)
        {
            problems.AddRange(file.Tensors.Keys
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !targets.ContainsKey(name))
                .Select(name => $"unexpected '{name}'"));
        }
        if (problems.Count > 0)
            throw new CheckpointException($"{file.Name}: does not fit the model ({problems.Count} {(problems.Count == 1 ? "problem" : "problems")})", problems);

        using var noGrad = no_grad();
        foreach (var (name, target) in targets)
        {
            using var value = Read(file, name);
            target.copy_(value);
        }
    }

    /// <summary>A module's parameters and buffers by PyTorch's names.</summary>
    /// <param name="module">The module.</param>
    /// <param name="prefix">Put before each name ("encoder.").</param>
    /// <returns>Detached views of the module's own memory, owned by the caller: what is written to them reaches the module.</returns>
    public static Dictionary<string, Tensor> Of(nn.Module module, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(prefix);
        return module.state_dict().ToDictionary(t => prefix + t.Key, t => t.Value.detach());
    }

    private static Tensor Read(ITensorSource source, string name)
    {
        if (source is SafetensorsFile file)
            return file.Read(name);
        var values = new float[source.Tensors[name].Count];
        source.Read(name, values);
        return tensor(values, source.Tensors[name].Shape);
    }
}
