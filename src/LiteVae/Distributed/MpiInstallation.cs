using LiteVae.Distributed.Mpi;

namespace LiteVae.Distributed;

/// <summary>A library of MPI on this machine.</summary>
/// <param name="Name">What it calls itself: "Open MPI 4.1.4".</param>
/// <param name="Family">Whose interface it has.</param>
/// <param name="Library">The name or path under which it loads.</param>
public sealed record MpiInstallation(string Name, MpiFamily Family, string Library)
{
    /// <summary>The libraries that <see cref="Communicator.Open"/> would find, one a family, or the one that <c>LITEVAE_MPI</c> names. MPI is not initialized.</summary>
    public static IReadOnlyList<MpiInstallation> Find()
    {
        var chosen = Environment.GetEnvironmentVariable(MpiLibrary.Variable);
        return string.IsNullOrEmpty(chosen)
            ? [.. Enum.GetValues<MpiFamily>().Select(family => First(MpiLibraryNames.For([family]))).OfType<MpiInstallation>().DistinctBy(found => found.Name)]
            : First([chosen]) is { } found ? [found] : [];
    }

    private static MpiInstallation? First(IEnumerable<string> names) =>
        names.Select(MpiLibrary.LookAt).FirstOrDefault(library => library is not null) is { } library
            ? new(library.Description, library.Abi.Family, library.Name)
            : null;
}
