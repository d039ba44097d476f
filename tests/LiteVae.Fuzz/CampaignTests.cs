using System.Globalization;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Targets;

namespace LiteVae.Fuzz;

/// <summary>A short campaign for every target, each in a process of its own and with a fixed seed; LITEVAE_FUZZ_SECONDS makes them longer.</summary>
public sealed class CampaignTests(CampaignRuns runs, ITestOutputHelper output) : IClassFixture<CampaignRuns>
{
    public static TheoryData<string> Targets => [.. AllTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task No_input_breaks_a_rule(string target)
    {
        var (result, lines) = await runs.ResultOf(target);
        output.WriteLine(result.ToString());
        Assert.True(result.Findings.Count == 0, string.Join('\n', lines.Append(result.ToString())));
        Assert.True(result.Inputs >= Corpus.Of(AllTargets.Find(target)).Count(), result.ToString());
        Assert.True(result.PeakMebibytes > 0, result.ToString());
    }
}

/// <summary>All campaigns, as many at a time as there are processors.</summary>
public sealed class CampaignRuns : IDisposable
{
    private const double DefaultSeconds = 10;
    private const ulong Seed = 20;

    private readonly SemaphoreSlim _processors = new(Environment.ProcessorCount);
    private readonly Dictionary<string, Task<(CampaignResult, IReadOnlyList<string>)>> _runs;

    public CampaignRuns() => _runs = AllTargets.All.ToDictionary(t => t.Name, t => Task.Run(() => RunAsync(t)));

    internal Task<(CampaignResult Result, IReadOnlyList<string> Lines)> ResultOf(string target) => _runs[target];

    public void Dispose()
    {
        Task.WaitAll([.. _runs.Values]);
        _processors.Dispose();
    }

    private async Task<(CampaignResult, IReadOnlyList<string>)> RunAsync(FuzzTarget target)
    {
        var seconds = Environment.GetEnvironmentVariable("LITEVAE_FUZZ_SECONDS") is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : DefaultSeconds;
        await _processors.WaitAsync();
        try
        {
            List<string> lines = [];
            var options = new CampaignOptions { Seed = Seed, Seconds = seconds, Findings = Path.Combine(AppContext.BaseDirectory, "findings") };
            return (await Task.Factory.StartNew(() => FuzzProcess.Run(target, options, lines.Add), TaskCreationOptions.LongRunning), lines);
        }
        finally
        {
            _processors.Release();
        }
    }
}
