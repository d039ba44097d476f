using System.Globalization;

namespace LiteVae.Fuzz.Engine;

/// <summary>What a campaign did.</summary>
internal sealed record CampaignResult
{
    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>What the random choices followed from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Inputs read.</summary>
    public required long Inputs { get; init; }

    /// <summary>Inputs that the reader refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Different ways in which inputs ended: messages without their particulars.</summary>
    public required int Outcomes { get; init; }

    /// <summary>Time by the clock.</summary>
    public required double Seconds { get; init; }

    /// <summary>The longest time for one input, of the processor or by the clock, whichever is shorter.</summary>
    public required double SlowestMilliseconds { get; init; }

    /// <summary>The most resident memory of the process.</summary>
    public required long PeakMebibytes { get; init; }

    /// <summary>The files of inputs that broke a rule.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>Both results as one.</summary>
    public CampaignResult With(CampaignResult later) => this with
    {
        Inputs = Inputs + later.Inputs,
        Refused = Refused + later.Refused,
        Outcomes = Math.Max(Outcomes, later.Outcomes),
        Seconds = Seconds + later.Seconds,
        SlowestMilliseconds = Math.Max(SlowestMilliseconds, later.SlowestMilliseconds),
        PeakMebibytes = Math.Max(PeakMebibytes, later.PeakMebibytes),
        Findings = [.. Findings, .. later.Findings],
    };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Target}: {Inputs} inputs in {Seconds:0.0} s from seed {Seed}; {Refused} refused, {Outcomes} kinds of outcome; slowest {SlowestMilliseconds:0.0} ms, peak memory {PeakMebibytes} MiB; {Findings.Count} findings");
}
