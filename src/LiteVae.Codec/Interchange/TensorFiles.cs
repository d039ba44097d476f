using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;

namespace LiteVae.Codec.Interchange;

/// <summary>One or several files of tensors, safetensors or PyTorch's, read as one source. It owns them.</summary>
internal sealed class TensorFiles : ITensorSource, IDisposable
{
    private const int PieceBytes = 1 << 22;

    private readonly List<ITensorSource> _files = [];
    private readonly Dictionary<string, ITensorSource> _fileOf = [];
    private readonly Dictionary<string, TensorInfo> _tensors = [];

    private TensorFiles(string name) => Name = name;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>The files' names, in the order in which they were opened.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Select(f => f.Name)];

    /// <summary>The file itself, where it is one safetensors file; its metadata may describe the model.</summary>
    public SafetensorsFile? Single => _files is [SafetensorsFile file] ? file : null;

    /// <summary>Opens files; their kinds are found by their first bytes. Nothing of the tensors' data is read.</summary>
    /// <param name="name">What they are called together in messages.</param>
    /// <param name="paths">At least one.</param>
    /// <exception cref="CheckpointException">A file is missing or malformed, or two have a tensor of the same name.</exception>
    public static TensorFiles Open(string name, params IReadOnlyList<string> paths)
    {
        var files = new TensorFiles(name);
        try
        {
            foreach (var path in paths)
                files.Add(IsPyTorch(path) ? PyTorchFile.Open(path, skipForeign: true) : SafetensorsFile.Open(path));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>A file that is open already, which is owned from now on.</summary>
    public static TensorFiles Of(SafetensorsFile file)
    {
        var files = new TensorFiles(file.Path);
        files.Add(file);
        return files;
    }

    /// <inheritdoc/>
    public void Read(string name, Span<float> destination) => FileOf(name).Read(name, destination);

    /// <summary>Writes a tensor's elements as they are stored, in row-major order, a piece at a time.</summary>
    /// <exception cref="CheckpointException">There is no such tensor, or it can no longer be read.</exception>
    public unsafe void CopyTo(string name, Stream stream)
    {
        switch (FileOf(name))
        {
            case SafetensorsFile file:
                var entry = file.Find(name);
                for (long start = 0; start < entry.Length; start += PieceBytes)
                    stream.Write(new ReadOnlySpan<byte>(file.Data(entry) + start, (int)Math.Min(PieceBytes, entry.Length - start)));
                GC.KeepAlive(file);
                break;
            case PyTorchFile file:
                stream.Write(file.ReadBytes(name));
                break;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            ((IDisposable)file).Dispose();
    }

    private static bool IsPyTorch(string path)
    {
        if (!File.Exists(path))
            return false; // a safetensors file is what the message will ask for
        try
        {
            Span<byte> start = stackalloc byte[9];
            using var stream = File.OpenRead(path);
            var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            var isZip = start.StartsWith("PK"u8);
            const byte protocol = 0x80; // the first byte of a pickle
            return length == start.Length && start[8] != '{' && (isZip || start[0] == protocol);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: {e.Message}", e);
        }
    }

    private void Add(ITensorSource file)
    {
        _files.Add(file);
        foreach (var (name, info) in file.Tensors)
        {
            if (!_fileOf.TryAdd(name, file))
                throw new CheckpointException($"{Name}: tensor '{name}' is in {_fileOf[name].Name} and in {file.Name}");
            _tensors[name] = info;
        }
    }

    private ITensorSource FileOf(string name) =>
        _fileOf.TryGetValue(name, out var file) ? file : throw new CheckpointException($"{Name}: no tensor '{name}' among its {_tensors.Count}");
}
