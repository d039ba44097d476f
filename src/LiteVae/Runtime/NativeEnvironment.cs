using System.Runtime.InteropServices;

namespace LiteVae.Runtime;

/// <summary>The environment as native code sees it: .NET keeps a copy of its own, whose changes do not reach it.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native code, unless the user has set it. On Windows, where libraries have environments of their own, nothing happens.</summary>
    public static void SetDefault(string variable, string value)
    {
        if (!OperatingSystem.IsWindows())
            _ = setenv(variable, value, overwrite: 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
