using System.Globalization;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Description;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Schedule;
using static TorchSharp.torch;

namespace LiteVae.Runs.Checkpoints;

/// <summary>The checkpoints of a run: whole files only; the latest few and the best one stay.</summary>
/// <param name="folder">The folder of the checkpoints.</param>
/// <param name="keep">The number of latest checkpoints that stay.</param>
/// <param name="headline">The figure by which the best one is chosen; null where the task measures none.</param>
internal sealed class CheckpointStore(string folder, int keep, HeadlineFigure? headline)
{
    private const string Extension = ".safetensors";
    private const string DamagedExtension = ".damaged";

    private readonly CheckpointMetadata _metadata = new(headline);

    /// <summary>The step of the latest checkpoint; null where there is none.</summary>
    public long? LatestStep => Files() is [.., var latest] ? latest.Step : null;

    /// <summary>Writes a checkpoint under its step's name, then removes those no longer wanted.</summary>
    /// <exception cref="CheckpointException">The file cannot be written, as on a full disk: older checkpoints are as they were.</exception>
    public void Save(RunState state, IReadOnlyList<ParameterGroup> groups)
    {
        SafetensorsWriter.Write(PathOf(state.Step), Named(groups), _metadata.Write(state, LayoutDigest.Of(groups)));
        Prune();
    }

    /// <summary>Loads the latest checkpoint that is not damaged; null where there is none at all.</summary>
    /// <remarks>Damaged ones are renamed, so that they neither stand in the way again nor are lost to whoever looks for the cause.</remarks>
    /// <exception cref="CheckpointException">All checkpoints are damaged, or the latest one belongs to other networks.</exception>
    public RestoredCheckpoint? LoadLatest(IReadOnlyList<ParameterGroup> groups, RunSchedule schedule)
    {
        List<(string Path, CheckpointException Error)> damaged = [];
        foreach (var (_, path) in Enumerable.Reverse(Files()))
        {
            var fits = true;
            try
            {
                using var file = SafetensorsFile.Open(path);
                var state = StateOf(file, schedule);
                fits = file.Metadata["layout"] == LayoutDigest.Of(groups);
                if (fits)
                {
                    Load(file, groups);
                    return new RestoredCheckpoint(state, [.. damaged.Select(d => SetAside(d.Path, d.Error, state.Step))]);
                }
            }
            catch (CheckpointException e)
            {
                damaged.Add((path, e));
            }
            if (!fits)
                throw new CheckpointException($"{path} was written by a run with other networks than config.yaml describes.");
        }
        return damaged is [var newest, ..] ? throw newest.Error : null;
    }

    /// <summary>Loads the weights as the optimizer left them, not averaged, from the latest checkpoint; false where there is none.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or belongs to another network.</exception>
    /// <param name="weights">The parameters that were trained.</param>
    /// <param name="frozen">Those that were not; null where all were.</param>
    public bool LoadRawWeights(FlatParameters weights, FlatParameters? frozen)
    {
        if (Files() is not [.., var latest])
            return false;
        using var file = SafetensorsFile.Open(latest.Path);
        // The digest of the layout covers the other groups too, which are not built here.
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var (name, parameters) in new[] { (ParameterGroup.Weights, weights), (ParameterGroup.FrozenWeights, frozen) })
        {
            if (parameters is null)
                continue;
            if (!file.Tensors.TryGetValue(name, out var entry) || !entry.Shape.SequenceEqual(parameters.Values.shape))
                throw new CheckpointException($"{latest.Path} was written by a run with another network than config.yaml describes.");
            parameters.Values.copy_(file.Read(name));
        }
        return true;
    }

    private RunState StateOf(SafetensorsFile file, RunSchedule schedule)
    {
        var state = _metadata.Read(file);
        if (state.Step > schedule.TotalSteps || state.Images != schedule.ImagesAfter(state.Step))
            throw new CheckpointException($"{file.Path}: the checkpoint is damaged: its metadata says step {state.Step} and {state.Images} images, which is no place in the run's schedule");
        return state;
    }

    private static void Load(SafetensorsFile file, IReadOnlyList<ParameterGroup> groups)
    {
        var named = Named(groups);
        foreach (var (name, tensor) in named)
        {
            if (!file.Tensors.TryGetValue(name, out var entry) || !entry.Shape.SequenceEqual(tensor.shape))
                throw new CheckpointException($"{file.Path}: the checkpoint is damaged: expected a tensor \"{name}\" of [{string.Join(", ", tensor.shape)}]");
        }
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var (name, tensor) in named)
            tensor.copy_(file.Read(name));
    }

    private static string SetAside(string path, CheckpointException error, long resumedAt)
    {
        File.Move(path, path + DamagedExtension, overwrite: true);
        return $"{error.Message.TrimEnd('.')}. It is kept as {Path.GetFileName(path)}{DamagedExtension}, and the run goes on from the checkpoint of step {resumedAt}.";
    }

    private static Dictionary<string, Tensor> Named(IReadOnlyList<ParameterGroup> groups) =>
        groups.SelectMany(g => g.Named()).ToDictionary(n => n.Name, n => n.Value);

    private void Prune()
    {
        var all = Files();
        if (all.Count <= keep)
            return;
        var best = all.MaxBy(c => Rank(c.Path));
        foreach (var checkpoint in all.SkipLast(keep).Where(c => c != best))
            File.Delete(checkpoint.Path);
    }

    // Higher is better. A checkpoint that cannot be read is the best one for nobody.
    private double Rank(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return _metadata.Score(file) is not { } score ? double.NegativeInfinity : headline!.HigherIsBetter ? score : -score;
        }
        catch (CheckpointException)
        {
            return double.NegativeInfinity;
        }
    }

    private List<(long Step, string Path)> Files() => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, $"step-*{Extension}")
            .Where(p => !Path.GetFileName(p).StartsWith('.'))
            .Select(p => (Step: long.TryParse(Path.GetFileNameWithoutExtension(p)[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1, Path: p))
            .Where(c => c.Step >= 0)
            .OrderBy(c => c.Step)];

    private string PathOf(long step) => Path.Combine(folder, $"step-{step:D8}{Extension}");
}
