namespace LiteVae.Codec.Models.Files.PyTorch;

/// <summary>A PyTorch file (.pth, .pt, .ckpt) opened for reading: tensors and nothing else. No code in it is ever run.</summary>
/// <remarks>
/// Both forms are read: the zip of PyTorch 1.6 and later, and the older one. What the file refers to is checked at
/// once, data is read when asked for. Safe to use from several threads.
/// </remarks>
public sealed class PyTorchFile : ITensorSource, IDisposable
{
    private readonly FileStream _stream;
    private readonly PyTorchArchive _archive;
    private readonly Lock _gate = new();
    private bool _disposed;

    private PyTorchFile(string path, FileStream stream, PyTorchArchive archive)
    {
        (Path, _stream, _archive) = (path, stream, archive);
        Entries = StateFlattening.Flatten(archive.Root);
        Tensors = Entries.ToDictionary(t => t.Key, TensorInfo (t) => t.Value);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>
    /// Tensors by name: those of the entry <c>state_dict</c> or <c>model</c> where the file has one, otherwise all, with
    /// nested names joined by dots. A file that is one bare tensor has it under "tensor".
    /// </summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The same with where their data lies.</summary>
    internal IReadOnlyDictionary<string, PyTorchTensorInfo> Entries { get; }

    /// <inheritdoc/>
    string ITensorSource.Name => Path;

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

    /// <summary>Copies a floating-point tensor, converted to float32.</summary>
    /// <inheritdoc/>
    public void Read(string name, Span<float> destination)
    {
        var info = Find(name);
        if (!TensorTypes.IsFloat(info.Type))
            throw new CheckpointException($"{Path}: tensor '{name}' is {TensorTypes.NameOf(info.Type)}; expected a floating-point type");
        if (destination.Length != info.Count)
            throw new ArgumentException($"Tensor '{name}' has {info.Count} elements; room was given for {destination.Length}.", nameof(destination));
        TensorTypes.ToSingle(info.Type, ReadBytes(name), destination);
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

    /// <summary>A tensor's elements in row-major order.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, its data cannot be read, or it is larger than 2 GiB.</exception>
    internal byte[] ReadBytes(string name)
    {
        var info = Find(name);
        if (info.Count == 0)
            return [];
        var size = TensorTypes.SizeOf(info.Type);
        if (Math.Max(info.Span, info.Count) > Array.MaxLength / size)
            throw new CheckpointException($"{Path}: tensor '{name}' is larger than 2 GiB");
        var elements = new byte[info.Span * size];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ReadElements(name, info, elements);
        }
        if (info.Type == TensorType.Bool && elements.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new CheckpointException($"{Path}: tensor '{name}' is boolean, but holds bytes other than 0 and 1");
        return IsContiguous(info) ? elements : Gather(info, elements, size);
    }

    private PyTorchTensorInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.TryGetValue(name, out var info) ? info : throw new CheckpointException($"{Path}: no tensor '{name}' among its {Entries.Count}");
    }

    private void ReadElements(string name, PyTorchTensorInfo info, byte[] elements)
    {
        try
        {
            var stream = _archive.OpenStorage(info.Storage);
            Skip(stream, (info.Storage.Start + info.Offset) * TensorTypes.SizeOf(info.Type));
            stream.ReadExactly(elements);
            if (stream != _stream)
                stream.Dispose();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new CheckpointException($"{Path}: tensor '{name}': {e.Message}", e);
        }
    }

    private static bool IsContiguous(PyTorchTensorInfo info)
    {
        var expected = 1L;
        for (var i = info.Shape.Length - 1; i >= 0; i--)
        {
            if (info.Shape[i] > 1 && info.Strides[i] != expected)
                return false;
            expected *= info.Shape[i];
        }
        return true;
    }

    // The elements of a view, which lie apart in the storage, side by side.
    private static byte[] Gather(PyTorchTensorInfo info, byte[] elements, int size)
    {
        var result = new byte[info.Count * size];
        var index = new long[info.Shape.Length];
        for (var to = 0; to < result.Length; to += size)
        {
            var from = 0L;
            for (var i = 0; i < index.Length; i++)
                from += index[i] * info.Strides[i];
            elements.AsSpan((int)(from * size), size).CopyTo(result.AsSpan(to, size));
            for (var i = index.Length - 1; i >= 0 && ++index[i] == info.Shape[i]; i--)
                index[i] = 0;
        }
        return result;
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
