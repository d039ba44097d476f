using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace LiteVae.Runtime;

/// <summary>Finds libtorch and TorchSharp's native library, so that they load by themselves wherever LiteVae runs.</summary>
/// <remarks>
/// <para>On Linux, TorchSharp's own native library is patched by <see cref="GlibcxxPatch"/> where the system's C++ runtime
/// is older than the one it was linked with. <c>LITEVAE_LIBTORCH</c> names a folder with another build of libtorch
/// (a PyTorch installation's <c>torch/lib</c>), which is then used in place of the one in the application's folder.</para>
/// <para>Two ways lead here. <see cref="Load"/>, which LiteVae calls before it uses a tensor, loads the libraries by their
/// paths and registers a resolver for TorchSharp's imports, unless the host has registered one of its own: then the host
/// decides. If TorchSharp is used before that, the runtime asks those who listen to its event for libraries that it did
/// not find; this class listens from the start, which loads nothing and takes nothing from anybody.</para>
/// </remarks>
internal static class TorchLibraryResolver
{
    internal const string FolderVariable = "LITEVAE_LIBTORCH";

    internal const string Bindings = "LibTorchSharp";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Handles = [];
    private static readonly Lazy<bool> IsRegistered = new(Register);

    /// <summary>Why the CUDA part of libtorch does not load; null where it does, or where there is none.</summary>
    public static string? CudaFailure { get; private set; }

#pragma warning disable CA2255 // Any type of TorchSharp's may be used before one of this assembly's public methods runs.
    [ModuleInitializer]
    internal static void Listen()
    {
        var own = AssemblyLoadContext.GetLoadContext(typeof(TorchLibraryResolver).Assembly)!;
        own.ResolvingUnmanagedDll += ResolveUnfound;
        if (own != AssemblyLoadContext.Default)
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveUnfound;
    }
#pragma warning restore CA2255

    /// <summary>Loads the libraries at once, unless the host has a resolver of its own for TorchSharp.</summary>
    /// <exception cref="TorchLoadException">A library is missing or does not load.</exception>
    public static void Load()
    {
        if (IsRegistered.Value)
            Resolve(Bindings);
    }

    /// <summary>The address of a function in one of the libraries, which must be loaded, or in what it depends on, such as libtorch's OpenMP runtime; 0 where there is none.</summary>
    /// <param name="function">Its exported name.</param>
    /// <param name="library">torch_cpu or LibTorchSharp.</param>
    public static nint Find(string function, string library = "torch_cpu")
    {
        var handle = IsRegistered.Value ? Resolve(library) : FindLoaded(library);
        return handle != 0 && NativeLibrary.TryGetExport(handle, function, out var address) ? address : 0;
    }

    private static bool Register()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, static (name, _, _) => Resolve(name));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // The host has registered its own: an assembly has one, and it cannot be replaced.
        }
    }

    private static nint ResolveUnfound(Assembly assembly, string name)
    {
        if (name != Bindings || assembly.GetName().Name != typeof(torch).Assembly.GetName().Name)
            return 0;
        _ = IsRegistered.Value; // Further imports are answered without a search.
        return Resolve(name);
    }

    private static nint Resolve(string name)
    {
        if (name is not (Bindings or "torch_cpu" or "torch_cuda"))
            return 0;
        lock (Gate)
        {
            if (!Handles.TryGetValue(name, out var handle))
                Handles[name] = handle = name == Bindings ? LoadBindings() : LoadTorch(name);
            return handle;
        }
    }

    private static nint LoadTorch(string name) =>
        NativeLibraryFolders.FindTorch(FileName(name)) is { } path ? LoadOrExplain(path, NativeLibrary.Load) : 0;

    private static nint LoadBindings()
    {
        // libLibTorchSharp.so needs libtorch's libraries by name: once loaded, whatever their folder, those names are satisfied.
        Resolve("torch_cpu");
        try
        {
            Resolve("torch_cuda");
        }
        catch (TorchLoadException e)
        {
            CudaFailure = e.Message; // Told when CUDA is asked for, or when the rest does not load for want of it.
            Handles["torch_cuda"] = 0;
        }
        LoadTorch("torch");
        var bindings = NativeLibraryFolders.FindBindings(FileName(Bindings))
            ?? throw new TorchLoadException(
                "TorchSharp's native library is not beside the application. Reference a libtorch package "
                + "(libtorch-cpu-linux-x64, -win-x64 or -osx-arm64) from the application's project.");
        return LoadOrExplain(bindings, OperatingSystem.IsLinux() ? GlibcxxPatch.Load : NativeLibrary.Load);
    }

    private static nint LoadOrExplain(string path, Func<string, nint> load)
    {
        try
        {
            return load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var cause = CudaFailure is null ? "" : $" Before that, its CUDA part did not load: {CudaFailure}";
            throw new TorchLoadException(TorchLoadException.Explain(e.Message) + cause, e);
        }
    }

    /// <summary>The handle of a library that the host has loaded from a place of its own; 0 where there is none by that name.</summary>
    private static nint FindLoaded(string name) => NativeLibrary.TryLoad(FileName(name), out var handle) ? handle : 0;

    /// <summary>The file of a library on this system: libtorch_cpu.so, torch_cpu.dll, libtorch_cpu.dylib.</summary>
    internal static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
}
