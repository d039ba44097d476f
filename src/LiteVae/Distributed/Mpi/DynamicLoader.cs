using System.Runtime.InteropServices;

namespace LiteVae.Distributed.Mpi;

/// <summary>The system's loader and the end of the process, where .NET's own interface does not reach.</summary>
internal static unsafe partial class DynamicLoader
{
    private const int ResolveNow = 2; // RTLD_NOW
    private const int Global = 0x100; // RTLD_GLOBAL, of glibc and musl

    // dlopen is in libc itself since glibc 2.34, and in musl.
    private static readonly string[] s_homes = ["libc.so.6", "libdl.so.2", "libc"];

    /// <summary>Loads a library whose symbols those loaded later may use, as plugins do that are not linked with it.</summary>
    /// <param name="library">A path, or a name that the system's loader searches.</param>
    /// <param name="failure">What the loader said; null where it loaded.</param>
    /// <returns>A handle for <see cref="NativeLibrary.GetExport"/>; 0 where it did not load.</returns>
    public static nint LoadGlobally(string library, out string? failure)
    {
        failure = null;
        if (!OperatingSystem.IsLinux())
        {
            if (NativeLibrary.TryLoad(library, out var loaded))
                return loaded;
            failure = "it was not found or does not load";
            return 0;
        }
        var open = (delegate* unmanaged<byte*, int, nint>)Export("dlopen");
        var error = (delegate* unmanaged<byte*>)Export("dlerror");
        var name = (byte*)Marshal.StringToCoTaskMemUTF8(library);
        var handle = open(name, ResolveNow | Global);
        if (handle == 0)
            failure = Marshal.PtrToStringUTF8((nint)error());
        Marshal.FreeCoTaskMem((nint)name);
        return handle;
    }

    /// <summary>Sleeps for less than a millisecond, which <see cref="Thread.Sleep(TimeSpan)"/> rounds to none.</summary>
    public static void Sleep(int microseconds)
    {
        if (OperatingSystem.IsWindows())
            Thread.Sleep(1);
        else
            _ = usleep((uint)microseconds);
    }

    /// <summary>Ends the process without running what libraries have registered for its end.</summary>
    public static void EndProcess(int exitCode)
    {
        if (OperatingSystem.IsWindows())
            Environment.Exit(exitCode);
        else
            _exit(exitCode);
    }

    private static nint Export(string function)
    {
        foreach (var home in s_homes)
        {
            if (NativeLibrary.TryLoad(home, out var library) && NativeLibrary.TryGetExport(library, function, out var address))
                return address;
        }
        throw new CommunicationException($"The C library of this system has no {function}, which MPI's library is loaded with.");
    }

    [LibraryImport("libc")]
    private static partial int usleep(uint microseconds);

    [LibraryImport("libc")]
    private static partial void _exit(int code);
}
