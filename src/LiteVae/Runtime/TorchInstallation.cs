namespace LiteVae.Runtime;

/// <summary>The files that libtorch would be loaded from, found without loading any of them.</summary>
public sealed record TorchInstallation
{
    /// <summary>The folder that <c>LITEVAE_LIBTORCH</c> names; null where the application's own libtorch is used.</summary>
    public string? ChosenFolder { get; private init; }

    /// <summary>libtorch's library for processors; null where there is none.</summary>
    public string? Library { get; private init; }

    /// <summary>libtorch's library for CUDA; null where there is none, as in builds for processors.</summary>
    public string? CudaLibrary { get; private init; }

    /// <summary>TorchSharp's native library, which calls libtorch; null where there is none.</summary>
    public string? Bindings { get; private init; }

    /// <summary>The patched copy of <see cref="Bindings"/> that is loaded in its place, as the system's C++ runtime is older than the library asks for; null where the library itself is.</summary>
    public string? PatchedCopy { get; private init; }

    /// <summary>Looks for the files.</summary>
    /// <exception cref="TorchLoadException"><c>LITEVAE_LIBTORCH</c> names a folder that holds no libtorch.</exception>
    /// <exception cref="IOException">The native library cannot be read.</exception>
    public static TorchInstallation Find()
    {
        var bindings = NativeLibraryFolders.FindBindings(TorchLibraryResolver.FileName(TorchLibraryResolver.Bindings));
        var patched = bindings is not null && OperatingSystem.IsLinux() ? GlibcxxPatch.PatchedContent(bindings) : null;
        return new TorchInstallation
        {
            ChosenFolder = Environment.GetEnvironmentVariable(TorchLibraryResolver.FolderVariable) is { Length: > 0 } folder ? folder : null,
            Library = NativeLibraryFolders.FindTorch(TorchLibraryResolver.FileName("torch_cpu")),
            CudaLibrary = NativeLibraryFolders.FindTorch(TorchLibraryResolver.FileName("torch_cuda")),
            Bindings = bindings,
            PatchedCopy = patched is null ? null : Runtime.PatchedCopy.CachePath(Path.GetFileName(bindings!), patched),
        };
    }
}
