using System.Globalization;
using LiteVae.Cli.CommandLine;
using LiteVae.Codec.Configuration;
using LiteVae.Distributed;

namespace LiteVae.Cli.Verbs.Launch;

/// <summary>The launcher's command line, and the variables that are set for it.</summary>
/// <param name="Program">The launcher.</param>
/// <param name="Arguments">Its arguments, this tool's command line among them.</param>
/// <param name="Environment">Variables by name.</param>
/// <param name="Remarks">What the user should know.</param>
internal sealed record LaunchPlan(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Remarks)
{
    /// <param name="request">What was asked for.</param>
    /// <param name="launcher">Which launcher starts the ranks.</param>
    /// <param name="cores">Cores of this machine.</param>
    /// <param name="isRoot">Whether this process is root's.</param>
    /// <exception cref="ConfigException">There are more ranks or threads than cores.</exception>
    public static LaunchPlan Create(LaunchRequest request, MpiLauncher launcher, int cores, bool isRoot)
    {
        var threads = request.Threads ?? Math.Max(1, cores / request.Ranks);
        var exceeds = (long)request.Ranks * threads > cores;
        if (exceeds && !request.Oversubscribes)
        {
            throw new ConfigException(
                $"--ranks {request.Ranks}{(request.Threads is null ? "" : $" --threads {threads}")}",
                $"asks for {(long)request.Ranks * threads} cores, and there are {cores}: ranks would wait for each other's turns. Ask for less, or give --oversubscribe to try things out");
        }
        var count = threads.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> environment = new() { ["OMP_NUM_THREADS"] = count, ["LITEVAE_THREADS"] = count };
        List<string> remarks = [$"{launcher.Name}: {request.Ranks} rank{(request.Ranks == 1 ? "" : "s")}, {threads} thread{(threads == 1 ? "" : "s")} each"];
        if (isRoot && launcher.Family == MpiFamily.OpenMpi)
        {
            environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
            environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
            remarks.Add("running as root, as containers do: OMPI_ALLOW_RUN_AS_ROOT is set");
        }
        var tool = OwnProcess.Of(request.Command);
        string[] ranks = ["-n", request.Ranks.ToString(CultureInfo.InvariantCulture)];
        return new(launcher.File, [.. ranks, .. Placement(launcher, request.Binds && !exceeds, count, exceeds), tool.FileName, .. tool.ArgumentList], environment, remarks);
    }

    /// <summary>As one types it into a shell.</summary>
    public override string ToString() =>
        string.Join(' ', [.. Environment.Select(v => $"{v.Key}={v.Value}"), .. Arguments.Prepend(Program).Select(Quote)]);

    private static IEnumerable<string> Placement(MpiLauncher launcher, bool binds, string threads, bool exceeds) => launcher switch
    {
        { Family: MpiFamily.OpenMpi } => binds ? ["--map-by", $"slot:PE={threads}", "--bind-to", "core"] : [.. exceeds ? new[] { "--oversubscribe" } : [], "--bind-to", "none"],
        { Family: MpiFamily.Mpich } when launcher.Name.StartsWith("Hydra", StringComparison.Ordinal) => binds ? ["-bind-to", $"core:{threads}"] : [],
        _ => [], // Intel MPI binds by itself
    };

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@%".Contains(c)) ? word : $"'{word.Replace("'", @"'\''")}'";
}
