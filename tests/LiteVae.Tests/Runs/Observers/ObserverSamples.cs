using LiteVae.Pictures;
using LiteVae.Runs.Description;
using LiteVae.Runs.Schedule;
using LiteVae.Training.Report;

namespace LiteVae.Tests.Runs.Observers;

/// <summary>What a small run tells its observers.</summary>
internal static class ObserverSamples
{
    public static RunInfo Run(string folder = "runs/one", long resumedAtStep = 0) => new()
    {
        Folder = folder,
        Recipe = "quick",
        ConfigYaml = "seed: 7\nname: <script>alert(1)</script>\n",
        Model = "litevae <s> & \"mini\"",
        Parts = [new ModelPart("encoder", 412_345), new ModelPart("decoder", 1_893_221)],
        Facts = [AutoencoderReport.LatentFact(12, 8)],
        Report = AutoencoderReport.Content,
        Data = "procedural",
        Phases = [Phase(64, 300), Phase(128, 100)],
        PhaseTerm = "resolution",
        TotalSteps = 400,
        TotalImages = 1600,
        ResumedAtStep = resumedAtStep,
        Hardware = "a processor",
        Threads = 2,
    };

    public static LogEntry Log(long step, double loss = 0.5) =>
        new(step, 4 * step, new Dictionary<string, double> { ["loss/total"] = loss, ["loss/l1"] = loss / 2, ["loss/kl"] = 3 });

    public static StepInfo Step(long step) =>
        new(step, 400, 4 * step, 1600, Phase(64, 300), 12.5, TimeSpan.FromSeconds(step), TimeSpan.FromSeconds(400 - step));

    public static SampleSheet Sheet(long step) => new ReconstructionSheet(
    [
        new ReconstructedSample("a <b>.png", Gray(16, 200), Gray(16, 190), new(Gray(16, 150), 21.5), ErrorMap.Of(Gray(16, 200), Gray(16, 190)), Gray(2, 90), 28.13),
        new ReconstructedSample("procedural 1", Gray(16, 20), Gray(16, 40), new(Gray(16, 60), 20.25), ErrorMap.Of(Gray(16, 20), Gray(16, 40)), Gray(2, 10), 22.11),
    ]).At(step, 4 * step) with
    {
        Subject = "the first 2 images of a test",
        Figures = new Dictionary<string, double> { ["validation/l1"] = 0.25 },
    };

    public static RunSummary Summary(long step, RunOutcome outcome = RunOutcome.Finished) => new()
    {
        Outcome = outcome,
        Message = outcome == RunOutcome.Finished ? null : "The loss is not finite.",
        Step = step,
        Images = 4 * step,
        Elapsed = TimeSpan.FromSeconds(125),
        PeakMemoryMiB = 1832,
        Metrics = new Dictionary<string, double> { ["psnr"] = 28.4321, ["ssim"] = 0.8512 },
        Baselines = [new("bicubic reduction, same budget", new Dictionary<string, double> { ["psnr"] = 24.123, ["ssim"] = 0.7 })],
        EvaluatedOn = "32 held-out images at 128x128",
    };

    private static RunPhase Phase(int resolution, long steps) => new($"{resolution} px", steps, 4)
    {
        Figures = new Dictionary<string, double> { ["resolution"] = resolution },
    };

    private static RgbImage Gray(int size, byte level)
    {
        var image = new RgbImage(size, size);
        Array.Fill(image.Pixels, level);
        return image;
    }
}
