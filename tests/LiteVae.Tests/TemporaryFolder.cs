namespace LiteVae.Tests;

/// <summary>A folder for one test, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("litevae-test-").FullName;

    public string this[string name] => Path.Combine(Root, name);

    public string File(string name) => this[name];

    public string FileOf(byte[] bytes, string name = "file.safetensors")
    {
        System.IO.File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
