using System.Diagnostics;

namespace LiteVae.Fuzz.Engine;

/// <summary>Fuzzes one target in this process: mutates, reads, and keeps what breaks a rule.</summary>
internal sealed class Campaign
{
    private const int MaxFindings = 50;
    private const int Frames = 4;
    private const int MaxReason = 150;

    private readonly FuzzTarget _target;
    private readonly CampaignOptions _options;
    private readonly FindingsFolder _findings;
    private readonly CurrentInput _current;
    private readonly HashSet<string> _failures = [];
    private readonly List<string> _found = [];
    private byte[] _input = [];

    /// <param name="target">What is fuzzed.</param>
    /// <param name="options">For how long, and from which seed.</param>
    /// <param name="current">Holds the input being read.</param>
    public Campaign(FuzzTarget target, CampaignOptions options, CurrentInput current)
    {
        (_target, _options, _current) = (target, options, current);
        _findings = new FindingsFolder(options.Findings, target.Name);
    }

    /// <summary>Reads the corpus and the seeds, then mutated inputs until time or number is reached.</summary>
    public CampaignResult Run()
    {
        byte[][] first = [.. Corpus.Of(_target)];
        var pool = new InputPool(_target, first);
        var random = new FuzzRandom(_options.Seed);
        using var watchdog = new Watchdog((kind, description) => Announce(_findings.Add(kind, description, _input), kind, description));
        var clock = Stopwatch.StartNew();
        var (number, refused, slowest, slowestInput) = (_options.Done, 0L, TimeSpan.Zero, Array.Empty<byte>());
        for (; Continues(); number++)
        {
            _input = number < first.Length ? first[number] : pool.Next(random);
            _current.Set(_input, number);
            watchdog.Begin();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var error = Execute();
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            var took = watchdog.End();
            if (took > slowest)
                (slowest, slowestInput) = (took, _input);
            if (error is not null)
                refused++;
            pool.Report(_input, error is null ? $"read with {long.Log2(allocated + 1)}" : Place(error), error is not null, allocated);
        }
        if (_options.Keep is { } folder)
            File.WriteAllBytes(Path.Combine(folder, "slowest"), slowestInput);
        return new CampaignResult
        {
            Target = _target.Name,
            Seed = _options.Seed,
            Inputs = number - _options.Done,
            Refused = refused,
            Outcomes = pool.Outcomes,
            Seconds = clock.Elapsed.TotalSeconds,
            SlowestMilliseconds = slowest.TotalMilliseconds,
            PeakMebibytes = watchdog.PeakMemory >> 20,
            Findings = _found,
        };

        // Corpus and seeds are read whatever time they take.
        bool Continues() => number < _options.Inputs && _found.Count < MaxFindings && (number < first.Length || clock.Elapsed.TotalSeconds < _options.Seconds);
    }

    // The exception by which the input was refused; null where it was read.
    private Exception? Execute()
    {
        try
        {
            _target.Run(_input);
            return null;
        }
        catch (Exception e)
        {
            if (!_target.Documented.Contains(e.GetType()))
                AddFailure(e);
            return e;
        }
    }

    private void AddFailure(Exception e)
    {
        // One input for each place that throws.
        if (_failures.Add($"{e.GetType()} {Place(e)}"))
            Announce(_findings.Add("exception", e.ToString(), _input), "exception", $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
    }

    private void Announce(string path, string kind, string description)
    {
        _found.Add(path);
        Console.Out.WriteLine($"{FuzzProcess.FindingPrefix}{kind}: {description} ({path})");
    }

    // Where an exception was first thrown: inputs that reach different places are told apart by it. libvips throws at one place only, and says why.
    private static string Place(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        var frames = new StackTrace(e, fNeedFileInfo: false).GetFrames().Take(Frames);
        var why = e is NetVips.VipsException ? string.Concat(e.Message.Where(char.IsAsciiLetter).Take(MaxReason)) : "";
        return $"{string.Join(' ', frames.Select(f => $"{f.GetMethod()?.DeclaringType?.Name}.{f.GetMethod()?.Name}+{f.GetILOffset()}"))} {why}";
    }
}
