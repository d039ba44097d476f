namespace LiteVae.Tests;

/// <summary>A folder of weights for one test, in place of the user's.</summary>
internal sealed class WeightsEnvironment : IDisposable
{
    private const string Variable = "LITEVAE_WEIGHTS";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public WeightsEnvironment() => Environment.SetEnvironmentVariable(Variable, Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("litevae-weights-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public string[] Names => [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Directory.Delete(Folder, recursive: true);
    }
}
