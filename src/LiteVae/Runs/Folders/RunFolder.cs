using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using static System.FormattableString;

namespace LiteVae.Runs.Folders;

/// <summary>The names within a run folder.</summary>
/// <param name="path">The folder.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder, as a full path.</summary>
    public string Root { get; } = Path.GetFullPath(path);

    /// <summary>The resolved recipe.</summary>
    public string Config => Path.Combine(Root, "config.yaml");

    /// <summary>A JSON object a line: step, images, named numbers.</summary>
    public string Metrics => Path.Combine(Root, "metrics.jsonl");

    /// <summary>Sample pictures.</summary>
    public string Samples => Path.Combine(Root, "samples");

    /// <summary>Checkpoints.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>The model: averaged weights.</summary>
    public string Model => Path.Combine(Root, "model.safetensors");

    /// <summary>Of the training of a diffusion model: the latents that it learns, where the run encoded them itself.</summary>
    public string Latents => Path.Combine(Root, "latents");

    /// <summary>Of the training of a diffusion model: a copy of the first stage, by which samples are decoded.</summary>
    public string FirstStage => Path.Combine(Root, "first-stage.safetensors");

    /// <summary>Of the training of a diffusion model: the run of the first stage, where it was trained along with it.</summary>
    public string FirstStageRun => Path.Combine(Root, "first-stage");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>What the report shows besides the other files here, so that it can be written anew, or beside those of other runs.</summary>
    public string ReportRecord => Path.Combine(Root, "report.json");

    /// <summary>While a process trains here, this file names the process.</summary>
    public string Lock => Path.Combine(Root, "run.lock");

    /// <summary>Creates a folder for a new run; one that holds a run already is refused, so that nothing is overwritten.</summary>
    /// <exception cref="TrainingException">The folder holds a run, or cannot be written to.</exception>
    internal void CreateNew(string configYaml)
    {
        RefuseRun();
        CreateSubfolders();
        Writing(() => AtomicFile.WriteText(Config, configYaml));
    }

    /// <summary>Writes what determines the run anew.</summary>
    /// <exception cref="TrainingException">The folder cannot be written to.</exception>
    internal void ReplaceConfig(string configYaml) => Writing(() => AtomicFile.WriteText(Config, configYaml));

    /// <summary>Refuses to shorten a run.</summary>
    /// <param name="found">The steps of its last phase.</param>
    /// <param name="asked">Those that it is to have.</param>
    /// <exception cref="ConfigException">They are fewer.</exception>
    internal void RefuseShorter(long found, long asked)
    {
        if (asked < found)
            throw new ConfigException("steps", $"the last phase of the run in {Root} has {found} steps, and a run can only be lengthened; found {asked}");
    }

    /// <summary>A fresh name for a run: the recipe's name and the time.</summary>
    public static string NewName(string recipe, DateTime now) =>
        Path.Combine("runs", Invariant($"{Path.GetFileNameWithoutExtension(recipe)}-{now:yyyyMMdd-HHmmss}"));

    /// <exception cref="TrainingException">The folder holds no run.</exception>
    internal void RequireRun()
    {
        if (!File.Exists(Config))
            throw new TrainingException($"{Root}: there is no run to go on with (no config.yaml in it).");
    }

    /// <exception cref="TrainingException">The folder holds a run.</exception>
    internal void RefuseRun()
    {
        if (File.Exists(Config))
            throw new TrainingException($"{Root} holds a run already: go on with --resume {Root}, or choose another --output.");
    }

    /// <exception cref="TrainingException">The folder cannot be written to.</exception>
    internal void CreateSubfolders() => Writing(() =>
    {
        Directory.CreateDirectory(Samples);
        Directory.CreateDirectory(Checkpoints);
    });

    /// <summary>Does a piece of writing in the folder.</summary>
    /// <exception cref="TrainingException">The folder cannot be written to.</exception>
    internal void Writing(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder {Root} cannot be written to: {e.Message}", e);
        }
    }
}
