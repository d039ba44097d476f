using LiteVae.Fuzz.Engine;

namespace LiteVae.Fuzz.Targets;

/// <summary>A target that reads a file by its path.</summary>
internal abstract class FileTarget : FuzzTarget, IDisposable
{
    private readonly Lazy<TemporaryFolder> _folder = new();

    /// <summary>The name of the file that holds the input.</summary>
    protected abstract string FileName { get; }

    public sealed override void Run(ReadOnlySpan<byte> input)
    {
        var path = _folder.Value[FileName];
        File.WriteAllBytes(path, input);
        Read(path);
    }

    public void Dispose()
    {
        if (_folder.IsValueCreated)
            _folder.Value.Dispose();
    }

    /// <summary>Reads the input's file.</summary>
    protected abstract void Read(string path);

    /// <summary>The content of a file that code writes.</summary>
    protected static byte[] Written(string name, Action<string> write)
    {
        using var folder = new TemporaryFolder();
        var path = folder[name];
        write(path);
        return File.ReadAllBytes(path);
    }
}
