namespace LiteVae.Fuzz.Engine;

/// <summary>What a reader may take for one input of the fuzzing engine; more is a finding.</summary>
internal static class FuzzLimits
{
    /// <summary>The longest time for one input. A machine that does other work may stretch it, hence processor time is looked at as well.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    /// <summary>The longest time by the clock, whatever the processor did: a reader that waits is found too.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    /// <summary>The most resident memory of the whole process, in bytes.</summary>
    public const long Memory = 1L << 30;
}
