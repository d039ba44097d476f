using LiteVae.Cli.Shared;
using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>Writes reconstructions as PNG, one folder a candidate, so that other tools can judge the same pictures.</summary>
internal sealed class ReconstructionFolder
{
    private readonly Dictionary<ICandidate, string> _folders = [];
    private readonly IReadOnlyList<string> _names;

    /// <param name="root">The folder; made at once.</param>
    /// <param name="candidates">A folder each is made below it.</param>
    /// <param name="source">Whose names the files get.</param>
    /// <param name="images">How many of them.</param>
    /// <param name="resolution">A level of folders more, where there are several.</param>
    /// <exception cref="ConfigException">A folder would be the data's own.</exception>
    public ReconstructionFolder(string root, IReadOnlyList<ICandidate> candidates, IImageSource source, long images, int? resolution)
    {
        _names = InputImages.OutputNames([.. Enumerable.Range(0, (int)images).Select(i => source.NameOf(i))], name => [$"{name}.png"]);
        foreach (var candidate in candidates)
        {
            var plain = FolderName(candidate.Name);
            var name = plain;
            for (var i = 2; _folders.ContainsValue(Place(root, name, resolution)); i++)
                name = $"{plain}-{i}";
            _folders[candidate] = Place(root, name, resolution);
        }
        foreach (var folder in _folders.Values)
            OutputPath.CreateFolder(folder);
    }

    /// <summary>The folders, in the candidates' order.</summary>
    public IEnumerable<string> Folders => _folders.Values;

    public void Write(ReconstructedBatch batch)
    {
        for (var i = 0; i < batch.Indices.Count; i++)
        {
            var path = Path.Combine(_folders[batch.Candidate], $"{_names[(int)batch.Indices[i]]}.png");
            OutputPath.Write(path, () => ImageFile.Save(path, batch.Reconstructions[i]));
        }
    }

    private static string Place(string root, string name, int? resolution) =>
        resolution is { } r ? Path.Combine(root, name, $"{r}") : Path.Combine(root, name);

    // "runs/a" is "a", "runs/a/model.safetensors" too, "best.safetensors" is "best".
    private static string FolderName(string candidate)
    {
        var full = Path.TrimEndingDirectorySeparator(candidate);
        var name = Path.GetFileName(full) == "model.safetensors" && Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(full))) is { Length: > 0 } parent
            ? parent
            : Path.GetFileName(full.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? full[..^".safetensors".Length] : full);
        return string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('-');
    }
}
