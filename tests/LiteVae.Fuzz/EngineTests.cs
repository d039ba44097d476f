using System.Text;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Structures;
using LiteVae.Fuzz.Targets;

namespace LiteVae.Fuzz;

/// <summary>The engine itself: it finds what it is there to find, and the same every time.</summary>
[Collection(TargetsInThisProcess.Name)]
public sealed class EngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        var target = AllTargets.Find("safetensors");
        byte[][] Inputs(ulong seed)
        {
            var (pool, random) = (new InputPool(target, [.. Corpus.Of(target)]), new FuzzRandom(seed));
            return [.. Enumerable.Range(0, 300).Select(_ => pool.Next(random))];
        }

        Assert.Equal(Inputs(3), Inputs(3));
        Assert.NotEqual(Inputs(3), Inputs(4));
        Assert.True(Inputs(3).Select(Convert.ToHexString).Distinct().Count() > 250);
    }

    [Fact]
    public void Inputs_come_apart_and_together_again()
    {
        foreach (var target in AllTargets.All.Where(t => t.Structure is not null))
        {
            var seeds = target.Seeds().ToList();
            var whole = seeds.Select(s => (Input: s, Parts: target.Structure!.Split(s))).Where(s => s.Parts is not null).ToList();
            // Put together, with lengths and checksums written anew, what was read before is read again.
            var read = whole.Where(w => Record.Exception(() => target.Run(w.Input)) is null).ToList();
            Assert.NotEmpty(read);
            foreach (var (_, parts) in read)
                target.Run(target.Structure!.Join(parts!));
        }
    }

    [Fact]
    public void Checksums_are_those_of_the_standard() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Fact]
    public void An_undocumented_exception_is_found_once_and_kept_with_the_command_that_repeats_it()
    {
        var target = new FaultyTarget();
        using var current = new CurrentInput(Path.Combine(_folder.Root, "current"), target.MaxLength);
        var result = new Campaign(target, new CampaignOptions { Seed = 5, Inputs = 20_000, Findings = _folder.Root }, current).Run();
        Assert.Equal(20_000, result.Inputs);
        Assert.True(result.Refused > 0);
        var finding = Assert.Single(result.Findings);
        Assert.Throws<InvalidOperationException>(() => target.Run(File.ReadAllBytes(finding)));
        var description = File.ReadAllText(finding + ".txt");
        Assert.StartsWith("exception: System.InvalidOperationException: not foreseen", description, StringComparison.Ordinal);
        Assert.Contains($"repeat faulty {finding}", description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_current_input_is_known_after_the_process_has_ended()
    {
        var path = Path.Combine(_folder.Root, "current");
        using (var written = new CurrentInput(path, 100))
            written.Set("abc"u8.ToArray(), 7);
        using var read = new CurrentInput(path, 100);
        var (input, number) = read.Get();
        Assert.Equal(("abc", 7), (Encoding.ASCII.GetString(input), number));
    }

    // Refuses what does not begin with "a" as documented, and fails at "ab" followed by a byte above 127.
    private sealed class FaultyTarget : FuzzTarget
    {
        public override string Name => "faulty";

        public override IReadOnlyList<Type> Documented => [typeof(FormatException)];

        public override IEnumerable<byte[]> Seeds() => ["abc"u8.ToArray()];

        public override void Run(ReadOnlySpan<byte> input)
        {
            if (!input.StartsWith("a"u8))
                throw new FormatException("does not begin with a");
            if (input is [_, (byte)'b', > 127, ..])
                throw new InvalidOperationException("not foreseen");
        }
    }
}
