namespace LiteVae.Onnx;

/// <summary>A temporary folder within the folder that files are written for: they are moved there once all of them are sound.</summary>
/// <remarks>Graphs name the files of their constants, so that these have their final names from the start.</remarks>
internal sealed class StagingFolder : IDisposable
{
    private readonly string _target;
    private readonly bool _created;

    /// <param name="target">The folder that the files are for; it is made where there is none, and removed again where nothing was moved there.</param>
    public StagingFolder(string target)
    {
        _target = target;
        _created = !Directory.Exists(target);
        Root = Path.Combine(target, $".export.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(Root);
    }

    /// <summary>Where the files are written.</summary>
    public string Root { get; }

    /// <summary>Moves files to the folder they are for, in this order, and replaces older ones.</summary>
    public void Publish(IEnumerable<string> names)
    {
        foreach (var name in names)
            File.Move(Path.Combine(Root, name), Path.Combine(_target, name), overwrite: true);
    }

    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        if (_created && !Directory.EnumerateFileSystemEntries(_target).Any())
            Directory.Delete(_target);
    }
}
