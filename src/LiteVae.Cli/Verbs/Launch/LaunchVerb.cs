using LiteVae.Codec.Configuration;
using LiteVae.Distributed;

namespace LiteVae.Cli.Verbs.Launch;

/// <summary>Runs a verb as several ranks on this machine.</summary>
internal sealed class LaunchVerb(Session session)
{
    /// <summary>The verbs that share their work between ranks.</summary>
    private static readonly string[] s_verbs = ["train", "evaluate", "encode", "diffusion train", "bench allreduce"];

    public int Run(LaunchRequest request)
    {
        var verb = string.Join(' ', request.Command.Take(request.Command[0] is "diffusion" or "bench" ? 2 : 1));
        if (!s_verbs.Contains(verb))
            throw new ConfigException($"launch … {verb}", $"is no verb that several ranks share; expected {string.Join(", ", s_verbs)}");
        var plan = LaunchPlan.Create(request, Choose(request.Mpi), Cores.OfThisProcess(), Environment.IsPrivilegedProcess);
        foreach (var remark in plan.Remarks)
            session.Terminal.Message(remark);
        if (request.DryRun)
        {
            session.Terminal.Result(plan.ToString());
            return ExitCode.Done;
        }
        session.OnStopSay("asking all ranks to stop");
        return LaunchedJob.Run(plan, session.CancellationToken);
    }

    private static MpiLauncher Choose(string mpi)
    {
        var found = MpiLauncher.Find();
        var chosen = mpi switch
        {
            "openmpi" => found.FirstOrDefault(l => l.Family == MpiFamily.OpenMpi),
            "mpich" => found.FirstOrDefault(l => l.Family == MpiFamily.Mpich),
            _ => found.Count > 0 ? found[0] : null,
        };
        return chosen ?? throw new CommunicationException(
            $"No launcher {mpi switch { "openmpi" => "of Open MPI ", "mpich" => "of MPICH ", _ => "" }}is on the path{(found.Count > 0 ? $"; there is {string.Join(", ", found.Select(l => $"{l.Name} ({l.File})"))}" : "")}. "
            + $"Install one. Debian, Ubuntu: apt-get install {(mpi == "mpich" ? "mpich" : "openmpi-bin")}; Fedora: dnf install {(mpi == "mpich" ? "mpich" : "openmpi")}; "
            + "clusters: module load openmpi, or start the ranks by srun.");
    }
}
