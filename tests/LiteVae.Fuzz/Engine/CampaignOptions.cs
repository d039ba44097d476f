namespace LiteVae.Fuzz.Engine;

/// <summary>How long a campaign lasts, and where it starts.</summary>
internal sealed record CampaignOptions
{
    /// <summary>What the random choices follow from.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number at which the inputs end.</summary>
    public long Inputs { get; init; } = long.MaxValue;

    /// <summary>The number of inputs that were read before, by a process that ended early.</summary>
    public long Done { get; init; }

    /// <summary>The longest time, in seconds.</summary>
    public double Seconds { get; init; } = double.PositiveInfinity;

    /// <summary>The folder of inputs that break a rule.</summary>
    public string Findings { get; init; } = "findings";

    /// <summary>A folder for the slowest input; null where it is not kept.</summary>
    public string? Keep { get; init; }
}
