using System.Text.RegularExpressions;

namespace LiteVae.Distributed.Mpi;

/// <summary>Names of MPI implementations, as people say them.</summary>
internal static partial class MpiVersion
{
    /// <summary>"Open MPI 4.1.4" from "Open MPI v4.1.4, package: …", "MPICH 4.0.2" from "MPICH Version:      4.0.2 …"; else the first line.</summary>
    public static string Shorten(string text)
    {
        var match = Known().Match(text);
        return match.Success ? $"{match.Groups[1].Value} {match.Groups[2].Value}" : text.Split('\n')[0].Trim();
    }

    [GeneratedRegex(@"^\s*(Open MPI|MPICH|MVAPICH2?)\s*(?:Version)?[:\s]*v?([0-9][\w.\-]*)")]
    private static partial Regex Known();
}
