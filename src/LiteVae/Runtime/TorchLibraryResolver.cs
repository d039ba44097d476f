using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LiteVae.Codec.Kernels.Elementwise;
using LiteVae.Codec.Pixels;
using TorchSharp;

namespace LiteVae.Runtime;

/// <summary>Answers TorchSharp's requests for native libraries, so that libtorch loads by itself wherever LiteVae runs.</summary>
/// <remarks>
/// <para>The resolver is registered when this assembly loads and does nothing until the first tensor is made.</para>
/// <para>On Linux, TorchSharp's own native library is patched by <see cref="GlibcxxPatch"/> where the system's C++ runtime
/// is older than the one it was linked with. <c>LITEVAE_LIBTORCH</c> names a folder with another build of libtorch
/// (a PyTorch installation's <c>torch/lib</c>), which is then used in place of the one in the application's folder.</para>
/// </remarks>
internal static class TorchLibraryResolver
{
    internal const string FolderVariable = "LITEVAE_LIBTORCH";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Handles = [];

#pragma warning disable CA2255 // The resolver must stand before TorchSharp's static constructor runs, in any host.
    [ModuleInitializer]
    internal static void Register()
    {
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, Resolve);
    }
#pragma warning restore CA2255

    /// <summary>Loads the libraries at once.</summary>
    /// <exception cref="TorchLoadException">A library is missing or does not load.</exception>
    public static void Load() => Resolve("LibTorchSharp", typeof(torch).Assembly, null);

    /// <summary>The address of a function in one of the libraries, or in what it depends on, such as libtorch's OpenMP runtime; 0 where there is none.</summary>
    /// <param name="function">Its exported name.</param>
    /// <param name="library">torch_cpu or LibTorchSharp.</param>
    public static nint Find(string function, string library = "torch_cpu")
    {
        var handle = Resolve(library, typeof(torch).Assembly, null);
        return handle != 0 && NativeLibrary.TryGetExport(handle, function, out var address) ? address : 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name is not ("LibTorchSharp" or "torch_cpu" or "torch_cuda"))
            return 0;
        lock (Gate)
        {
            if (!Handles.TryGetValue(name, out var handle))
                Handles[name] = handle = name == "LibTorchSharp" ? LoadBindings() : LoadTorch(name);
            return handle;
        }
    }

    private static nint LoadTorch(string name)
    {
        var path = NativeLibraryFolders.FindTorch(FileName(name));
        if (path is null)
            return 0;
        if (name == "torch_cpu" && OperatingSystem.IsLinux())
            Allocator.Configure();
        return NativeLibrary.Load(path);
    }

    private static nint LoadBindings()
    {
        if (!Handles.ContainsKey("torch_cpu"))
            Handles["torch_cpu"] = LoadTorch("torch_cpu");
        // libLibTorchSharp.so needs libtorch.so by name: once loaded, whatever its folder, that name is satisfied.
        foreach (var dependency in new[] { "torch_cuda", "torch" })
        {
            if (NativeLibraryFolders.FindTorch(FileName(dependency)) is { } path)
                NativeLibrary.TryLoad(path, out _);
        }

        var bindings = NativeLibraryFolders.FindBindings(FileName("LibTorchSharp"))
            ?? throw new TorchLoadException(
                "TorchSharp's native library is not beside the application. Reference a libtorch package "
                + "(libtorch-cpu-linux-x64, -win-x64 or -osx-arm64) from the application's project.");
        try
        {
            return NativeLibrary.Load(OperatingSystem.IsLinux() ? GlibcxxPatch.Apply(bindings) : bindings);
        }
        catch (DllNotFoundException e)
        {
            throw new TorchLoadException(TorchLoadException.Explain(e.Message), e);
        }
    }

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
}
