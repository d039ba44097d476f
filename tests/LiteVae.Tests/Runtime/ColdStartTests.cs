namespace LiteVae.Tests.Runtime;

/// <summary>First starts, where the cache of patched libraries is empty, damaged, or not to be had.</summary>
public sealed class ColdStartTests(FreshProcess process) : IClassFixture<FreshProcess>, IDisposable
{
    private const string Call = "TorchRuntime.EnsureLoaded";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Several_first_starts_at_once_all_work()
    {
        for (var round = 0; round < 3; round++)
        {
            var cache = _folder[$"cache-{round}"];
            var processes = Enumerable.Range(0, 6).Select(_ => process.Start(Call, ("XDG_CACHE_HOME", cache))).ToList();
            var outputs = processes.Select(p => (Results: p.StandardOutput.ReadToEndAsync(), Messages: p.StandardError.ReadToEndAsync())).ToList();
            foreach (var (started, output) in processes.Zip(outputs))
            {
                await started.WaitForExitAsync();
                Assert.True(started.ExitCode == 0, await output.Messages);
                started.Dispose();
            }
            if (MappedLibrary.IsPatched)
                Assert.EndsWith("libLibTorchSharp.so", Assert.Single(Directory.GetFiles(cache, "*", SearchOption.AllDirectories)), StringComparison.Ordinal); // and no temporary file
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1000)] // cut off at the end
    [InlineData(1)] // as long as it should be, with other content
    public void A_damaged_copy_is_replaced(int damage)
    {
        if (!MappedLibrary.IsPatched)
            return;
        var cache = _folder["cache"];
        Start(("XDG_CACHE_HOME", cache));
        var copy = Assert.Single(Directory.GetFiles(cache, "*", SearchOption.AllDirectories));
        var whole = File.ReadAllBytes(copy);
        File.Delete(copy);
        File.WriteAllBytes(copy, damage switch { 0 => [], < 0 => whole[..^-damage], _ => [.. whole.Select(b => (byte)~b)] });
        Start(("XDG_CACHE_HOME", cache));
        Assert.Equal(whole, File.ReadAllBytes(copy));
    }

    [Theory]
    [InlineData("/proc/cache", "/root")] // a cache that nobody can write to
    [InlineData(null, "/proc/home")] // a home that is not there
    [InlineData(null, null)]
    [InlineData(null, "")]
    public void Without_a_writable_home_the_temporary_folder_serves(string? cache, string? home)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Start(("XDG_CACHE_HOME", cache), ("HOME", home), ("TMPDIR", Directory.CreateDirectory(_folder["temporary"]).FullName), ("DOTNET_CLI_HOME", _folder.Root));
        // What serves one process alone is gone with it.
        Assert.Empty(Directory.GetDirectories(_folder["temporary"], "litevae-native-*"));
    }

    [Fact]
    public void Where_nothing_is_writable_the_message_says_what_to_set()
    {
        if (!MappedLibrary.IsPatched)
            return;
        var (exitCode, _, messages) = process.Run(Call, ("XDG_CACHE_HOME", "/proc/cache"), ("TMPDIR", "/proc/temporary"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("set XDG_CACHE_HOME or TMPDIR", messages);
    }

    private void Start(params IReadOnlyList<(string, string?)> environment)
    {
        var (exitCode, results, messages) = process.Run(Call, environment);
        Assert.True(exitCode == 0, messages);
        Assert.Contains("libtorch is loaded", results);
    }
}
