using System.ComponentModel;
using System.Diagnostics;
using LiteVae.Distributed.Mpi;

namespace LiteVae.Distributed;

/// <summary>A program on this machine that starts the ranks of a job.</summary>
/// <param name="File">Its path.</param>
/// <param name="Family">To which MPI it belongs.</param>
/// <param name="Name">What it calls itself: "Open MPI 4.1.4".</param>
public sealed record MpiLauncher(string File, MpiFamily Family, string Name)
{
    // mpirun and mpiexec are whichever the system has chosen; Debian has names for each beside them.
    private static readonly string[] s_programs = ["mpirun", "mpiexec", "mpirun.openmpi", "mpiexec.hydra", "mpirun.mpich"];

    /// <summary>The launchers on the path, one a family, the system's choice (mpirun) first.</summary>
    public static IReadOnlyList<MpiLauncher> Find() =>
        [.. s_programs.SelectMany(Files).Select(Identify).OfType<MpiLauncher>().DistinctBy(launcher => launcher.Family)];

    private static IEnumerable<string> Files(string program) =>
        SearchPath.Folders
            .Select(folder => Path.Combine(folder, program))
            .Where(System.IO.File.Exists)
            .Take(1);

    private static MpiLauncher? Identify(string file)
    {
        if (VersionOf(file) is not { } version)
            return null;
        var name = MpiVersion.ShortenLauncher(version);
        return version.Contains("Open MPI", StringComparison.Ordinal) || version.Contains("OpenRTE", StringComparison.Ordinal) || version.Contains("PRRTE", StringComparison.Ordinal)
            ? new(file, MpiFamily.OpenMpi, name)
            : version.Contains("HYDRA", StringComparison.OrdinalIgnoreCase) || version.Contains("Intel(R) MPI", StringComparison.Ordinal) ? new(file, MpiFamily.Mpich, name) : null;
    }

    private static string? VersionOf(string file)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            var messages = process!.StandardError.ReadToEndAsync();
            var version = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return $"{version}\n{messages.Result}";
        }
        catch (Win32Exception)
        {
            return null; // a file of that name that cannot be run
        }
    }
}
