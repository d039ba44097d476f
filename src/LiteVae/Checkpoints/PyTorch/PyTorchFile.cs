using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints.PyTorch;

/// <summary>A PyTorch file (.pth, .pt, .ckpt) opened for reading: tensors and nothing else. No code in it is ever run.</summary>
/// <remarks>
/// Both forms are read: the zip of PyTorch 1.6 and later, and the older one. What the file refers to is checked at
/// once, data is read when asked for. Safe to use from several threads.
/// </remarks>
public sealed class PyTorchFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly PyTorchArchive _archive;
    private readonly Lock _gate = new();
    private bool _disposed;

    private PyTorchFile(string path, FileStream stream, PyTorchArchive archive)
    {
        (Path, _stream, _archive) = (path, stream, archive);
        Tensors = StateFlattening.Flatten(archive.Root);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>
    /// Tensors by name: those of the entry <c>state_dict</c> or <c>model</c> where the file has one, otherwise all, with
    /// nested names joined by dots. A file that is one bare tensor has it under "tensor".
    /// </summary>
    public IReadOnlyDictionary<string, PyTorchTensorInfo> Tensors { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="skipForeign">
    /// Passes over objects that are not tensors or plain values (a trainer's callbacks, say) where they lie outside the
    /// state dict. They are not built and have no effect. Otherwise they are refused by name.
    /// </param>
    /// <exception cref="CheckpointException">The file is missing, malformed, truncated, or refers to something that is not read: it is named.</exception>
    public static PyTorchFile Open(string path, bool skipForeign = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            throw new CheckpointException($"{path}: is a folder; expected a PyTorch file");
        if (!File.Exists(path))
            throw new CheckpointException($"{path}: no such file");
        FileStream? stream = null;
        PyTorchArchive? archive = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
            archive = PyTorchArchive.Open(stream, skipForeign);
            return new PyTorchFile(path, stream, archive);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            archive?.Dispose();
            stream?.Dispose();
            throw new CheckpointException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Copies a tensor out of the file.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>A new contiguous tensor on the CPU, owned by the caller; a parameter comes without its gradient flag.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or its data cannot be read.</exception>
    public Tensor Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Tensors.TryGetValue(name, out var info))
            throw new CheckpointException($"{Path}: no tensor '{name}' among its {Tensors.Count}");
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        long[] shape = [.. info.Shape], strides = [.. info.Strides];
        if (shape.Contains(0))
            return empty(shape, info.Dtype, CPU).MoveToOuterDisposeScope();

        // Only the elements between the view's first and last are read.
        var span = 1 + shape.Zip(strides, (size, stride) => (size - 1) * stride).Sum();
        var elements = empty([span], info.Dtype, CPU);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ReadElements(name, info, elements);
        }
        if (info.Dtype == ScalarType.Bool && !TensorMemory.HoldsBooleans(elements))
            throw new CheckpointException($"{Path}: tensor '{name}' is boolean, but holds bytes other than 0 and 1");
        return elements.as_strided(shape, strides).contiguous().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _archive.Dispose();
            _stream.Dispose();
        }
    }

    private void ReadElements(string name, PyTorchTensorInfo info, Tensor elements)
    {
        try
        {
            var stream = _archive.OpenStorage(info.Storage);
            Skip(stream, (info.Storage.Start + info.Offset) * SafetensorsDtype.SizeOf(info.Dtype));
            TensorMemory.Fill(elements, stream);
            if (stream != _stream)
                stream.Dispose();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new CheckpointException($"{Path}: tensor '{name}': {e.Message}", e);
        }
    }

    private static void Skip(Stream stream, long bytes)
    {
        if (stream.CanSeek)
        {
            stream.Seek(bytes, SeekOrigin.Current);
            return;
        }
        var buffer = new byte[(int)Math.Min(bytes, 1 << 16)];
        for (; bytes > 0; bytes -= Math.Min(bytes, buffer.Length))
            stream.ReadExactly(buffer, 0, (int)Math.Min(bytes, buffer.Length));
    }

    // The zip reader of .NET reports damage through several types.
    private static bool IsUnreadable(Exception e) => e is FormatException or IOException or UnauthorizedAccessException
        or InvalidDataException or NotSupportedException or ArgumentException or OverflowException;
}
