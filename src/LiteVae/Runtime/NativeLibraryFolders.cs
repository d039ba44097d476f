using System.Runtime.InteropServices;

namespace LiteVae.Runtime;

/// <summary>Where the native libraries of libtorch and of its bindings may lie.</summary>
internal static class NativeLibraryFolders
{
    /// <summary>The path of one of libtorch's libraries, or null. <c>LITEVAE_LIBTORCH</c> has precedence.</summary>
    /// <exception cref="TorchLoadException">The variable names a folder that does not hold libtorch.</exception>
    public static string? FindTorch(string fileName)
    {
        var chosen = Environment.GetEnvironmentVariable(TorchLibraryResolver.FolderVariable);
        if (string.IsNullOrEmpty(chosen))
            return Search(ApplicationFolders(), fileName);
        if (!File.Exists(Path.Combine(chosen, Path.GetFileName(CpuLibrary))))
        {
            throw new TorchLoadException(
                $"{TorchLibraryResolver.FolderVariable} is \"{chosen}\", which holds no {CpuLibrary}. "
                + "Set it to the torch/lib folder of a PyTorch installation, or unset it to use the built-in libtorch.");
        }
        return Search([chosen], fileName);
    }

    /// <summary>The path of TorchSharp's bindings, which always come from the application.</summary>
    public static string? FindBindings(string fileName) => Search(ApplicationFolders(), fileName);

    private static string CpuLibrary =>
        OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    private static string? Search(IEnumerable<string> folders, string fileName) =>
        folders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> ApplicationFolders()
    {
        // The host lists here every folder with native assets: the output folder's runtimes/, the package cache, or a
        // single-file application's extraction folder.
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string listed)
        {
            foreach (var folder in listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
                yield return folder;
        }
        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", Rid, "native");
    }

    private static string Rid =>
        OperatingSystem.IsWindows() ? "win-x64"
        : OperatingSystem.IsMacOS() ? $"osx-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}"
        : $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
}
