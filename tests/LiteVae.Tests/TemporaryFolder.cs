namespace LiteVae.Tests;

/// <summary>A folder for one test, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("litevae-test-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>The path of a file, its folder made.</summary>
    public string File(string name)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public string Write(string name, byte[] content)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public string FileOf(byte[] bytes, string name = "file.safetensors") => Write(name, bytes);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
