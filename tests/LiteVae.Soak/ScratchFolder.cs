namespace LiteVae.Soak;

/// <summary>A folder that is deleted at the end.</summary>
/// <param name="parent">Where it lies; the system's folder for temporary files by default.</param>
internal sealed class ScratchFolder(string? parent = null) : IDisposable
{
    private readonly string _root = Directory.CreateDirectory(Path.Combine(parent ?? Path.GetTempPath(), $"litevae-soak-{Guid.NewGuid():N}")).FullName;

    public string this[string name] => Path.Combine(_root, name);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
