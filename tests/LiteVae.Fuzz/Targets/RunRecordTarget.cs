using System.Text;
using LiteVae.Pictures;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Report;

namespace LiteVae.Fuzz.Targets;

/// <summary>What a run's report shows besides its other files: <c>report.json</c>.</summary>
internal sealed class RunRecordTarget : FileTarget
{
    public override string Name => "run-record";

    public override IReadOnlyList<Type> Documented => [typeof(TrainingException)];

    public override IReadOnlyList<byte[]> Dictionary => Words.Json;

    protected override string FileName => "report.json";

    public override IEnumerable<byte[]> Seeds() => [Written("report.json", new RunRecord("task", Info, null, null, Sheet).Write), Encoding.UTF8.GetBytes("{}")];

    private static RunInfo Info => new()
    {
        Recipe = "r",
        ConfigYaml = "seed: 1",
        Model = "m",
        Data = "d",
        Parts = [new ModelPart("encoder", 1)],
        Phases = [new("64 px", 1, 1)],
    };

    private static SampleSheet Sheet => new(1, 4, ["original"], [new SampleRow("a", 20, [new RgbImage(2, 1)])]) { Scales = [ErrorMap.Scale] };

    protected override void Read(string path) => RunRecord.Read(path);
}
