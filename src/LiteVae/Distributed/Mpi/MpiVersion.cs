using System.Text.RegularExpressions;

namespace LiteVae.Distributed.Mpi;

/// <summary>Names of MPI implementations, as people say them.</summary>
internal static partial class MpiVersion
{
    /// <summary>"Open MPI 4.1.4" from "Open MPI v4.1.4, package: …", "MPICH 4.0.2" from "MPICH Version:      4.0.2 …"; else the first line.</summary>
    public static string Shorten(string text) =>
        Library().Match(text) is { Success: true } match ? $"{match.Groups[1].Value} {match.Groups[2].Value}" : FirstLine(text);

    /// <summary>"Open MPI 4.1.4" from "mpirun (Open MPI) 4.1.4", "Hydra 4.0.2" from "HYDRA build details: Version: 4.0.2 …"; else the first line.</summary>
    public static string ShortenLauncher(string text)
    {
        if (OpenMpiLauncher().Match(text) is { Success: true } openMpi)
            return $"Open MPI {openMpi.Groups[1].Value}";
        return Hydra().Match(text) is { Success: true } hydra ? $"Hydra {hydra.Groups[1].Value}" : FirstLine(text);
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim();

    [GeneratedRegex(@"^\s*(Open MPI|MPICH|MVAPICH2?)\s*(?:Version)?[:\s]*v?([0-9][\w.\-]*)")]
    private static partial Regex Library();

    [GeneratedRegex(@"\((?:Open MPI|OpenRTE|PRRTE)\)\s*v?([0-9][\w.\-]*)")]
    private static partial Regex OpenMpiLauncher();

    [GeneratedRegex(@"HYDRA build details:\s*Version:\s*([0-9][\w.\-]*)")]
    private static partial Regex Hydra();
}
