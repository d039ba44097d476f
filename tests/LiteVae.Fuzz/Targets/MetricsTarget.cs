using LiteVae.Runs;
using LiteVae.Runs.Report;

namespace LiteVae.Fuzz.Targets;

/// <summary>The numbers of a run: <c>metrics.jsonl</c>.</summary>
internal sealed class MetricsTarget : FileTarget
{
    public override string Name => "metrics";

    public override IReadOnlyList<Type> Documented => [typeof(TrainingException)];

    public override IReadOnlyList<byte[]> Dictionary => [.. Words.Json, "\n"u8.ToArray(), "{\"step\":1,\"images\":2,\"loss\":0.5}\n"u8.ToArray()];

    protected override string FileName => "metrics.jsonl";

    public override IEnumerable<byte[]> Seeds() =>
    [
        "{\"step\":1,\"images\":4,\"loss/total\":0.5,\"lr\":1e-4}\n{\"step\":2,\"images\":8,\"loss/total\":null,\"note\":\"\\u00e9\"}\n"u8.ToArray(),
        "{\"step\":9223372036854775807,\"images\":0,\"a\":1e308}"u8.ToArray(),
    ];

    protected override void Read(string path) => RunHistory.Read(path);
}
