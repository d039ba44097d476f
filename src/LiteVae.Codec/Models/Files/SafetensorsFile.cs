using System.IO.MemoryMappedFiles;

namespace LiteVae.Codec.Models.Files;

/// <summary>A safetensors file opened for reading: the header is checked at once, data is read when asked for.</summary>
/// <remarks>
/// The file is mapped into memory and owned until disposed. Reading is safe from several threads. The format:
/// https://github.com/huggingface/safetensors.
/// </remarks>
public sealed unsafe class SafetensorsFile : ITensorSource, IDisposable
{
    private readonly FileStream? _stream; // null where the file was read from a stream into memory
    private readonly long _length;
    private readonly byte[]? _content; // pinned
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _data;

    private SafetensorsFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        _length = stream.Length;
        (Metadata, Entries) = SafetensorsHeader.Read(stream, _length);
        Tensors = Infos(Entries);
        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
    }

    private SafetensorsFile(string name, byte[] content)
    {
        (Path, _content, _length) = (name, content, content.Length);
        using var stream = new MemoryStream(content, writable: false);
        (Metadata, Entries) = SafetensorsHeader.Read(stream, _length);
        Tensors = Infos(Entries);
        _data = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(content));
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    string ITensorSource.Name => Path;

    /// <summary>The header's <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What the file holds, by name, and where.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

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

    /// <summary>Reads a file from a stream, to its end, into memory.</summary>
    /// <param name="stream">From its present position on; it stays the caller's.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="CheckpointException">The content is empty, truncated, or malformed in any way, or longer than 2 GiB.</exception>
    public static SafetensorsFile Read(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return new SafetensorsFile(name, ReadPinned(stream));
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw new CheckpointException($"{name}: {e.Message}", e);
        }
    }

    /// <summary>Writes a file as a whole: if anything fails, an older file is left as it was.</summary>
    /// <param name="path">The file; missing folders are created.</param>
    /// <param name="tensors">What it holds; each name once. The same tensors and metadata always give the same bytes.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>.</param>
    /// <exception cref="CheckpointException">A name is not valid or stands twice, a tensor has more or fewer bytes than its shape asks for, or the file cannot be written.</exception>
    public static void Write(string path, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsContent.Write(path, tensors, metadata);

    /// <summary>Copies a floating-point tensor, converted to float32.</summary>
    /// <inheritdoc/>
    public void Read(string name, Span<float> destination)
    {
        var entry = Find(name);
        if (!TensorTypes.IsFloat(entry.Type))
            throw new CheckpointException($"{Path}: tensor '{name}' is {TensorTypes.NameOf(entry.Type)}; expected a floating-point type");
        if (destination.Length != entry.Count)
            throw new ArgumentException($"Tensor '{name}' has {entry.Count} elements; room was given for {destination.Length}.", nameof(destination));
        Read(name, 0, destination);
    }

    /// <summary>Copies successive elements of a floating-point tensor, converted to float32.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="destination">As many floats as are read; the tensor must have them.</param>
    /// <exception cref="CheckpointException">There is no such tensor, it is not floating point, or the file was shortened.</exception>
    internal void Read(string name, long first, Span<float> destination)
    {
        const int atOnce = 1 << 26; // elements, so that their bytes can be counted in 32 bits
        var entry = Find(name);
        if (!TensorTypes.IsFloat(entry.Type))
            throw new CheckpointException($"{Path}: tensor '{name}' is {TensorTypes.NameOf(entry.Type)}; expected a floating-point type");
        var size = TensorTypes.SizeOf(entry.Type);
        var data = Data(entry) + first * size;
        for (var i = 0; i < destination.Length; i += atOnce)
        {
            var part = destination.Slice(i, Math.Min(atOnce, destination.Length - i));
            TensorTypes.ToSingle(entry.Type, new ReadOnlySpan<byte>(data + (long)i * size, part.Length * size), part);
        }
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_data is null)
            return;
        _data = null;
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _map?.Dispose();
        _stream?.Dispose();
        (_view, _map) = (null, null);
    }

    /// <summary>The entry of a tensor.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    internal SafetensorsEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Entries.TryGetValue(name, out var entry) ? entry : throw new CheckpointException($"{Path}: no tensor '{name}' among its {Entries.Count}");
    }

    /// <summary>The first byte of a tensor's data; valid until this is disposed.</summary>
    /// <exception cref="CheckpointException">The file was shortened since it was opened.</exception>
    internal byte* Data(SafetensorsEntry entry)
    {
        ObjectDisposedException.ThrowIf(_data is null, this);
        // Touching mapped pages beyond the end would end the process.
        if (_stream is not null && RandomAccess.GetLength(_stream.SafeFileHandle) < _length)
            throw new CheckpointException($"{Path}: was shortened since it was opened");
        return _data + entry.Offset;
    }

    private static Dictionary<string, TensorInfo> Infos(IReadOnlyDictionary<string, SafetensorsEntry> entries) =>
        entries.ToDictionary(e => e.Key, TensorInfo (e) => e.Value);

    private static byte[] ReadPinned(Stream stream)
    {
        var expected = stream.CanSeek ? Math.Max(1, stream.Length - stream.Position) : 1 << 20;
        if (expected > Array.MaxLength)
            throw TooLong();
        var content = GC.AllocateUninitializedArray<byte>((int)expected, pinned: true);
        var length = 0;
        while (true)
        {
            if (length == content.Length)
            {
                if (stream.ReadByte() is var next && next < 0)
                    return content;
                if (length == Array.MaxLength)
                    throw TooLong();
                var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(2L * length, Array.MaxLength), pinned: true);
                content.AsSpan(0, length).CopyTo(larger);
                content = larger;
                content[length++] = (byte)next;
                continue;
            }
            var count = stream.Read(content, length, content.Length - length);
            if (count == 0)
            {
                var exact = GC.AllocateUninitializedArray<byte>(length, pinned: true);
                content.AsSpan(0, length).CopyTo(exact);
                return exact;
            }
            length += count;
        }
    }

    private static IOException TooLong() => new("is longer than can be read from a stream; open it as a file");
}
