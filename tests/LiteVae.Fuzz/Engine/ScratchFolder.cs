namespace LiteVae.Fuzz.Engine;

/// <summary>A folder for the temporary files of a campaign, in memory where the system has such a place; removed with all that killed processes left in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    public string Root { get; } = Directory.CreateDirectory(Path.Combine(
        Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"litevae-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
