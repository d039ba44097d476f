using System.Diagnostics;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Targets;

namespace LiteVae.Fuzz;

/// <summary>The kept inputs: past findings, each under the name of what it found.</summary>
[Collection(TargetsInThisProcess.Name)]
public sealed class CorpusTests
{
    private const int MaxBytes = 1 << 14;

    public static TheoryData<string, string> Inputs =>
        [.. AllTargets.All.SelectMany(t => Corpus.Files(t).Select(f => new TheoryDataRow<string, string>(t.Name, Path.GetFileName(f))))];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_past_finding_is_read_or_refused_as_documented(string name, string file)
    {
        var target = AllTargets.Find(name);
        var input = File.ReadAllBytes(Corpus.Files(target).Single(f => Path.GetFileName(f) == file));
        Assert.True(input.Length <= MaxBytes, $"{input.Length} bytes; what is larger is made by code");
        var (clock, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        var error = Record.Exception(() => target.Run(input));
        Assert.True(error is null || target.Documented.Contains(error.GetType()), error?.ToString());
        Assert.True(clock.Elapsed < FuzzLimits.Time, $"{clock.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < FuzzLimits.Memory / 4, $"{GC.GetAllocatedBytesForCurrentThread() - before} bytes were allocated");
    }

    [Fact]
    public void Every_folder_belongs_to_a_target()
    {
        foreach (var folder in Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Corpus")))
            AllTargets.Find(Path.GetFileName(folder));
    }

    [Fact]
    public void Seeds_made_by_code_are_valid()
    {
        foreach (var target in AllTargets.All)
        {
            var seeds = target.Seeds().ToList();
            Assert.NotEmpty(seeds);
            // Of PyTorch's files, some are there to be refused; a model without its weights is refused as well.
            Assert.Contains(seeds, seed => Record.Exception(() => target.Run(seed)) is null);
        }
    }
}
