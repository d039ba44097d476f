using LiteVae.Distributed;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>What several processes need to work together.</summary>
internal static class MpiChecks
{
    private const string Install = "To share work between processes, install one: apt-get install openmpi-bin or mpich";

    public static CheckResult Libraries() => Libraries(MpiInstallation.Find(), Environment.GetEnvironmentVariable("LITEVAE_MPI"));

    /// <param name="found">The libraries that load.</param>
    /// <param name="chosen">The value of LITEVAE_MPI.</param>
    public static CheckResult Libraries(IReadOnlyList<MpiInstallation> found, string? chosen = null) => found.Count > 0
        ? CheckResult.Ok(string.Join(", ", found.Select(m => $"{m.Name} ({m.Library})")))
        : string.IsNullOrEmpty(chosen) ? CheckResult.Missing("no library is on this machine", $"{Install}, or set LITEVAE_MPI to the path of a libmpi.so.")
        : CheckResult.Missing($"{chosen} does not load", "Set LITEVAE_MPI to the path of a libmpi.so, or unset it.");

    public static CheckResult Launchers() => Launchers(MpiLauncher.Find());

    /// <param name="found">The launchers on the path.</param>
    public static CheckResult Launchers(IReadOnlyList<MpiLauncher> found) => found.Count > 0
        ? CheckResult.Ok(string.Join(", ", found.Select(l => $"{l.Name} ({l.File})")))
        : CheckResult.Missing("no mpirun or mpiexec is on the path", $"{Install}.");
}
