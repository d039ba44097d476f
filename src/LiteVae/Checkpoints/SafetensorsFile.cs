using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>A safetensors file, open for reading. Lazy: the header is read at once, a tensor's bytes when it is asked for.</summary>
/// <remarks>The file is memory-mapped; tensors are copies and outlive it.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile? _map;
    private readonly long _dataStart;

    private SafetensorsFile(
        string path, MemoryMappedFile? map, long dataStart, Dictionary<string, string> metadata, OrderedDictionary<string, SafetensorsEntry> tensors)
    {
        (Path, _map, _dataStart, Metadata, Tensors) = (path, map, dataStart, metadata, tensors);
    }

    /// <summary>The file's path, as given.</summary>
    public string Path { get; }

    /// <summary>The header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name, in the order of their bytes.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Opens a file and checks its header against every rule of the format.</summary>
    /// <exception cref="CheckpointException">The file is missing, unreadable, truncated or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new CheckpointException($"{path} is a folder; a safetensors file is expected.");
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return Open(path, stream);
        }
        catch (FormatException e)
        {
            stream?.Dispose();
            throw new CheckpointException($"{path} is not a valid safetensors file: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new CheckpointException(File.Exists(path) ? $"{path} cannot be read: {e.Message}" : $"{path}: there is no such file.", e);
        }
    }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The element type to convert to; null keeps the file's.</param>
    /// <returns>A tensor on the CPU, contiguous, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor.</exception>
    public unsafe Tensor Read(string name, ScalarType? type = null)
    {
        if (!Tensors.TryGetValue(name, out var entry))
            throw new CheckpointException($"{Path} has no tensor \"{name}\".");
        Runtime.TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var tensor = empty([.. entry.Shape], entry.Type);
        if (entry.Length > 0)
        {
            using var view = _map!.CreateViewAccessor(_dataStart + entry.Offset, entry.Length, MemoryMappedFileAccess.Read);
            byte* source = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref source);
            try
            {
                source += view.PointerOffset;
                var target = TensorMemory.Pointer(tensor);
                Buffer.MemoryCopy(source, target, entry.Length, entry.Length);
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        return (type is { } wanted && wanted != entry.Type ? tensor.to_type(wanted) : tensor).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _map?.Dispose();

    private static SafetensorsFile Open(string path, FileStream stream)
    {
        var length = stream.Length;
        if (length < 8)
            throw new FormatException($"it has {length} bytes, and the format begins with 8");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.LargestHeader)
            throw new FormatException($"its header would take {headerLength} bytes, and at most {SafetensorsHeader.LargestHeader} are allowed");
        if ((long)headerLength > length - 8)
            throw new FormatException($"it is truncated: its header takes {headerLength} bytes, of which {length - 8} are there");
        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var dataStart = 8 + (long)headerLength;
        var (metadata, tensors) = SafetensorsHeader.Parse(header, length - dataStart);

        if (length == dataStart)
        {
            stream.Dispose();
            return new SafetensorsFile(path, null, dataStart, metadata, tensors);
        }
        var map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        return new SafetensorsFile(path, map, dataStart, metadata, tensors);
    }
}
