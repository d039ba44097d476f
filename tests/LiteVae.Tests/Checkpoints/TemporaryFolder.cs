namespace LiteVae.Tests.Checkpoints;

/// <summary>A folder for one test, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("litevae-test-").FullName;

    public string File(string name) => Path.Combine(Root, name);

    public string FileOf(byte[] bytes, string name = "file.safetensors")
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
