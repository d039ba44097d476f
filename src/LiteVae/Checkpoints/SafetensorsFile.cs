using System.IO.MemoryMappedFiles;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>A safetensors file opened for reading: the header is checked at once, data is read when asked for.</summary>
/// <remarks>
/// The file is mapped into memory and owned until disposed; tensors that were read stay valid afterwards. Reading is
/// safe from several threads. The format: https://github.com/huggingface/safetensors.
/// </remarks>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly long _length;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _data;

    private SafetensorsFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        _length = stream.Length;
        var header = SafetensorsHeader.Read(stream, _length);
        Metadata = header.Metadata;
        Tensors = header.Tensors;
        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>The header's <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the file, by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Opens a file and checks its header against every rule of the format.</summary>
    /// <exception cref="CheckpointException">The file is missing, a folder, empty, truncated, or malformed in any way.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            throw new CheckpointException($"{path}: is a folder; expected a safetensors file");
        if (!File.Exists(path))
            throw new CheckpointException($"{path}: no such file");
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return new SafetensorsFile(path, stream);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new CheckpointException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Copies a tensor out of the file.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="asType">Converts to this type; null keeps the file's.</param>
    /// <returns>A new contiguous tensor on the CPU, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or was shortened since it was opened.</exception>
    public Tensor Read(string name, ScalarType? asType = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_view is null, this);
        if (!Tensors.TryGetValue(name, out var entry))
            throw new CheckpointException($"{Path}: no tensor '{name}' among its {Tensors.Count}");
        // Touching mapped pages beyond the end would end the process.
        if (RandomAccess.GetLength(_stream.SafeFileHandle) < _length)
            throw new CheckpointException($"{Path}: was shortened since it was opened");

        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var tensor = empty(entry.Shape, entry.Dtype, CPU);
        TensorMemory.Fill(tensor, _data + entry.Offset);
        if (entry.Dtype == ScalarType.Bool && !TensorMemory.HoldsBooleans(tensor))
            throw new CheckpointException($"{Path}: tensor '{name}' is BOOL, but holds bytes other than 0 and 1");
        return tensor.to_type(asType ?? entry.Dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view is null)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
        _stream.Dispose();
        _data = null;
        (_view, _map) = (null, null);
    }
}
