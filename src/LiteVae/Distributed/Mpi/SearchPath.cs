namespace LiteVae.Distributed.Mpi;

/// <summary>The folders in which a shell looks for programs.</summary>
internal static class SearchPath
{
    /// <summary>The folders, in their order.</summary>
    public static string[] Folders => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
