using System.Runtime.InteropServices;
using LiteVae.Runtime;

namespace LiteVae.Distributed.Mpi;

/// <summary>A loaded library of MPI.</summary>
/// <param name="Name">How it was found: a name that the system's loader knows, or a path.</param>
/// <param name="Abi">Its handles and constants.</param>
/// <param name="Functions">Its functions.</param>
internal sealed record MpiLibrary(string Name, MpiAbi Abi, MpiFunctions Functions)
{
    /// <summary>The environment variable that names the library to load.</summary>
    public const string Variable = "LITEVAE_MPI";

    /// <summary>"Open MPI 4.1.4".</summary>
    public string Description { get; } = MpiVersion.Shorten(Functions.LibraryVersion);

    /// <summary>Loads the library that the variable names, or else the first of those that fit a launcher.</summary>
    /// <param name="launch">The launcher, whose message begins an error.</param>
    /// <exception cref="CommunicationException">None loads.</exception>
    public static MpiLibrary Load(LaunchedProcess launch)
    {
        var chosen = Environment.GetEnvironmentVariable(Variable);
        List<string> failures = [];
        foreach (var name in string.IsNullOrEmpty(chosen) ? MpiLibraryNames.For(launch.Families) : [chosen])
        {
            if (TryLoad(name, out var failure) is { } library)
                return library;
            failures.Add($"{name} ({failure})");
        }
        var looked = string.Join(", ", failures);
        throw new CommunicationException(string.IsNullOrEmpty(chosen)
            ? $"{launch} started this process as rank {launch.Rank} of {launch.Size}, but no library of MPI loads. Looked for {looked}. "
                + $"Install the one that belongs to the launcher ({MpiLibraryNames.PackagesOf(launch.Families)}), or set {Variable} to the path of its libmpi.so; --distributed off works alone."
            : $"{Variable} is \"{chosen}\", which is no library of MPI that loads: {looked}. Set it to the path of a libmpi.so, or unset it.");
    }

    private static MpiLibrary? TryLoad(string name, out string? failure)
    {
        LeaveSignalsToDotnet();
        var handle = DynamicLoader.LoadGlobally(name, out failure);
        return handle == 0 ? null : Open(handle, name, out failure);
    }

    /// <summary>Looks at a library of which MPI will not be used in this process; null where it does not load.</summary>
    public static MpiLibrary? LookAt(string name)
    {
        LeaveSignalsToDotnet();
        return NativeLibrary.TryLoad(name, out var handle) ? Open(handle, name, out _) : null;
    }

    // UCX, which MPI may use, would report segmentation faults in place of .NET, which makes exceptions of them.
    private static void LeaveSignalsToDotnet()
    {
        NativeEnvironment.SetDefault("UCX_HANDLE_ERRORS", "none");
        NativeEnvironment.SetDefault("UCX_ERROR_SIGNALS", "");
    }

    private static MpiLibrary? Open(nint handle, string name, out string? failure)
    {
        try
        {
            failure = null;
            return new(name, MpiAbi.Of(handle, name), new MpiFunctions(handle));
        }
        catch (EntryPointNotFoundException e)
        {
            failure = $"it lacks a function of MPI 3: {e.Message}";
            return null;
        }
    }
}
