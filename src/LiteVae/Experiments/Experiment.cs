using LiteVae.Codec.Configuration;
using LiteVae.Experiments.Estimates;
using LiteVae.Experiments.Files;

namespace LiteVae.Experiments;

/// <summary>A table or figure of the paper that can be done again: its rows, what is measured of them, and what the paper claims.</summary>
public sealed class Experiment
{
    private Experiment(ExperimentFile file) => File = file;

    /// <summary>The names of the shipped experiments, in the order of the paper: "table-1", "figure-3", "appendix-b".</summary>
    public static IReadOnlyList<string> Shipped => ExperimentReader.Shipped;

    /// <summary>The name by which it is asked for.</summary>
    public string Id => File.Id;

    /// <summary>What is compared, in a line.</summary>
    public string Title => File.Title;

    /// <summary>Where in the paper it stands.</summary>
    public string Source => File.Source;

    /// <summary>The scales at which it can be done.</summary>
    public IReadOnlyList<ExperimentScale> Scales => File.Scales;

    /// <summary>What was read.</summary>
    internal ExperimentFile File { get; }

    /// <summary>Reads an experiment.</summary>
    /// <param name="nameOrFile">The name of a shipped one, or a YAML file.</param>
    /// <exception cref="ConfigException">There is no such table, or the file has mistakes; all of them are named.</exception>
    public static Experiment Read(string nameOrFile)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        return new Experiment(ExperimentReader.Read(nameOrFile));
    }

    /// <summary>What it takes at a scale, counted from the recipes.</summary>
    /// <param name="scale">The scale.</param>
    /// <exception cref="ConfigException">A recipe has mistakes; the row is named.</exception>
    public ExperimentOutline OutlineAt(ExperimentScale scale) => ExperimentWork.Of(File, scale);
}
