using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>The checkpoints of a run: whole files only; the last few and the best stay.</summary>
internal sealed class CheckpointStore(string folder, int keep)
{
    private const string Extension = ".safetensors";

    /// <summary>The step of the latest checkpoint; null where there is none.</summary>
    public long? LatestStep => Steps() is [.., var latest] ? latest.Step : null;

    /// <summary>Writes a checkpoint under its step's name, then removes those no longer wanted.</summary>
    /// <exception cref="IOException">The disk is full: older checkpoints are as they were.</exception>
    public void Save(TrainingState state, TrainingTensors tensors)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "litevae-checkpoint",
            ["step"] = state.Step.ToString(CultureInfo.InvariantCulture),
            ["images"] = state.Images.ToString(CultureInfo.InvariantCulture),
            ["elapsed_seconds"] = state.Elapsed.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
            ["layout"] = LayoutDigest(tensors.Layout),
        };
        if (state.Skipped > 0)
        {
            metadata["skipped_steps"] = state.Skipped.ToString(CultureInfo.InvariantCulture);
            metadata["skipped_in_a_row"] = state.SkippedInARow.ToString(CultureInfo.InvariantCulture);
        }
        if (state.Psnr is { } psnr)
            metadata["psnr"] = psnr.ToString("R", CultureInfo.InvariantCulture);
        SafetensorsWriter.Write(PathOf(state.Step), tensors.Named(), metadata);
        Prune();
    }

    /// <summary>Loads the latest checkpoint into the tensors; null where there is none.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or belongs to other networks.</exception>
    public TrainingState? LoadLatest(TrainingTensors tensors)
    {
        if (Steps().LastOrDefault() is not { Path: not null } latest)
            return null;
        using var file = SafetensorsFile.Open(latest.Path);
        if (file.Metadata.GetValueOrDefault("layout") != LayoutDigest(tensors.Layout))
            throw new CheckpointException($"{latest.Path} was written by a run with other networks than config.yaml describes.");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var (name, tensor) in tensors.Named())
            tensor.copy_(file.Read(name));
        return StateOf(file);
    }

    /// <summary>Loads the weights as the optimizer left them, not averaged, from the latest checkpoint; false where there is none.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or belongs to another network.</exception>
    public bool LoadRawWeights(FlatParameters weights)
    {
        if (Steps().LastOrDefault() is not { Path: not null } latest)
            return false;
        using var file = SafetensorsFile.Open(latest.Path);
        // The digest of the layout covers a discriminator too, which is not built here.
        if (!file.Tensors.TryGetValue(TrainingTensors.Weights, out var entry) || !entry.Shape.SequenceEqual(weights.Values.shape))
            throw new CheckpointException($"{latest.Path} was written by a run with another network than config.yaml describes.");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        weights.Values.copy_(file.Read(TrainingTensors.Weights));
        return true;
    }

    private static TrainingState StateOf(SafetensorsFile file)
    {
        var m = file.Metadata;
        return new TrainingState(
            long.Parse(m["step"], CultureInfo.InvariantCulture),
            long.Parse(m["images"], CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(double.Parse(m["elapsed_seconds"], CultureInfo.InvariantCulture)),
            PsnrOf(file),
            long.Parse(m.GetValueOrDefault("skipped_steps", "0"), CultureInfo.InvariantCulture),
            int.Parse(m.GetValueOrDefault("skipped_in_a_row", "0"), CultureInfo.InvariantCulture));
    }

    private static double? PsnrOf(SafetensorsFile file) =>
        file.Metadata.TryGetValue("psnr", out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private void Prune()
    {
        var all = Steps();
        if (all.Count <= keep)
            return;
        var best = all.MaxBy(c => Psnr(c.Path) ?? double.NegativeInfinity);
        foreach (var checkpoint in all.SkipLast(keep).Where(c => c != best))
            File.Delete(checkpoint.Path);
    }

    private static double? Psnr(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return PsnrOf(file);
    }

    private List<(long Step, string Path)> Steps() => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, $"step-*{Extension}")
            .Where(p => !Path.GetFileName(p).StartsWith('.'))
            .Select(p => (Step: long.TryParse(Path.GetFileNameWithoutExtension(p)[5..], out var step) ? step : -1, Path: p))
            .Where(c => c.Step >= 0)
            .OrderBy(c => c.Step)];

    private string PathOf(long step) => Path.Combine(folder, $"step-{step:D8}{Extension}");

    private static string LayoutDigest(IEnumerable<FlatParameter> layout)
    {
        var text = string.Join('\n', layout.Select(p => $"{p.Name} {string.Join(',', p.Shape)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
