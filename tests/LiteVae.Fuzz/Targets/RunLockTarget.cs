using LiteVae.Fuzz.Engine;
using LiteVae.Runs.Folders;

namespace LiteVae.Fuzz.Targets;

/// <summary>The lock file of a run folder: whatever it says, it is read or passes for damaged.</summary>
internal sealed class RunLockTarget : FuzzTarget
{
    public override string Name => "run-lock";

    public override IReadOnlyList<Type> Documented => [];

    public override IReadOnlyList<byte[]> Dictionary => Words.Json;

    public override IEnumerable<byte[]> Seeds() =>
        ["""{"Process":{"Id":12,"Host":"machine","Started":"34 after boot 56"},"Since":"2025-01-02T03:04:05.678+00:00"}"""u8.ToArray()];

    public override void Run(ReadOnlySpan<byte> input) => _ = LockRecord.Read(new MemoryStream(input.ToArray(), writable: false))?.Process.HasEnded;
}
