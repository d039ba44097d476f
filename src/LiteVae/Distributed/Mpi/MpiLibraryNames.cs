namespace LiteVae.Distributed.Mpi;

/// <summary>Under which names, and where, the libraries of MPI are found.</summary>
internal static class MpiLibraryNames
{
    /// <summary>What to try, in order: names that the system's loader knows, then files beside launchers on the path.</summary>
    public static IEnumerable<string> For(IEnumerable<MpiFamily> families)
    {
        string[] names = [.. families.SelectMany(Of)];
        return names.Concat(BesideLaunchers(names));
    }

    /// <summary>What to install, for a message.</summary>
    public static string PackagesOf(IEnumerable<MpiFamily> families) =>
        $"Debian, Ubuntu: apt-get install {(families.First() == MpiFamily.Mpich ? "mpich" : "openmpi-bin")}";

    private static IEnumerable<string> Of(MpiFamily family) => family switch
    {
        MpiFamily.OpenMpi => ["libmpi.so.40"],
        MpiFamily.Mpich => ["libmpich.so.12", "libmpi.so.12"],
        _ => ["libmpi_abi.so.0"],
    };

    // An installation in a folder of its own: /opt/openmpi/bin/mpirun, /opt/openmpi/lib/libmpi.so.40.
    private static IEnumerable<string> BesideLaunchers(string[] names) =>
        from folder in SearchPath.Folders
        where File.Exists(Path.Combine(folder, "mpirun")) || File.Exists(Path.Combine(folder, "mpiexec"))
        from libraries in new[] { "lib", "lib64" }
        from name in names
        let file = Path.GetFullPath(Path.Combine(folder, "..", libraries, name))
        where File.Exists(file)
        select file;
}
