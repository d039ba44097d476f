using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Runtime;

/// <summary>Loads a changed copy of a native library: from the user's cache, or from a temporary folder where the cache cannot serve.</summary>
/// <remarks>
/// Several processes may do so at once. A copy appears under its name only once it is complete (<see cref="AtomicFile"/>),
/// and one that is found there is compared with what it should be before it is loaded.
/// </remarks>
internal static class PatchedCopy
{
    /// <param name="name">The library's file name.</param>
    /// <param name="content">Its changed content.</param>
    /// <returns>The library's handle.</returns>
    /// <exception cref="TorchLoadException">No folder is writable.</exception>
    /// <exception cref="DllNotFoundException">The library does not load.</exception>
    public static nint Load(string name, byte[] content)
    {
        var cached = CachePath(name, content);
        // A file system that is mounted "noexec" takes the copy but does not let it be loaded.
        if ((Holds(cached, content) || TryWrite(cached, content)) && NativeLibrary.TryLoad(cached, out var handle))
            return handle;
        return LoadTemporary(name, content);
    }

    /// <summary>Where the copy is kept, if the cache can be written.</summary>
    public static string CachePath(string name, byte[] content) =>
        Path.Combine(CacheFolders.Root, "native", Convert.ToHexStringLower(SHA256.HashData(content))[..16], name);

    private static nint LoadTemporary(string name, byte[] content)
    {
        string? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("litevae-native-").FullName; // which no other user can write to
            var copy = Path.Combine(folder, name);
            File.WriteAllBytes(copy, content);
            return NativeLibrary.Load(copy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TorchLoadException($"No folder is writable for a patched copy of {name}: set XDG_CACHE_HOME or TMPDIR to one that is.", e);
        }
        finally
        {
            if (folder is not null)
                Directory.Delete(folder, recursive: true); // a loaded library needs its file no longer
        }
    }

    private static bool Holds(string path, byte[] content)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file && file.Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool TryWrite(string path, byte[] content)
    {
        try
        {
            AtomicFile.Write(path, stream => stream.Write(content));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
