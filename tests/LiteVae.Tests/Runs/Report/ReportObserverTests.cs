using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Report;
using LiteVae.Tests.Runs.Observers;

namespace LiteVae.Tests.Runs.Report;

public sealed class ReportObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_report_follows_the_samples_and_the_end()
    {
        using var all = All();
        all.RunStarted(ObserverSamples.Run(_folder.Root));
        Assert.False(File.Exists(_folder["report.html"]));
        all.StepCompleted(ObserverSamples.Step(10));
        all.Sampled(ObserverSamples.Sheet(10));
        Assert.Contains("Running", Report());
        all.RunEnded(ObserverSamples.Summary(10, RunOutcome.Failed));
        Assert.Contains("Failed", Report());
        Assert.Contains("The loss is not finite.", Report());
        Assert.Empty(Directory.GetFiles(_folder.Root, "*.tmp"));
    }

    [Fact]
    public void A_resumed_run_shows_its_whole_course_and_nothing_that_was_taken_back()
    {
        using (var first = All())
        {
            first.RunStarted(ObserverSamples.Run(_folder.Root));
            foreach (var step in new[] { 100, 200, 300 })
            {
                first.Logged(ObserverSamples.Log(step));
                first.Sampled(ObserverSamples.Sheet(step));
            }
        }
        using (var second = All())
        {
            second.RunStarted(ObserverSamples.Run(_folder.Root, resumedAtStep: 200));
            second.StepCompleted(ObserverSamples.Step(250));
            second.Logged(ObserverSamples.Log(250, 0.125));
            second.RunEnded(ObserverSamples.Summary(250, RunOutcome.Interrupted));
        }
        var report = Report();
        Assert.Contains("Total: from 0.5 to 0.125 over 250 steps", System.Net.WebUtility.HtmlDecode(report));
        Assert.Contains("step 100<", report);
        Assert.Contains("step 200<", report);
        Assert.DoesNotContain("step 300<", report);
    }

    [Fact]
    public void A_failure_is_told_though_the_numbers_it_came_from_are_damaged()
    {
        File.WriteAllText(_folder["metrics.jsonl"], "{ damaged\n{\"step\": 1}\n");
        using var report = new ReportObserver(_folder["report.html"]);
        report.RunStarted(ObserverSamples.Run(_folder.Root));
        Assert.Throws<TrainingException>(() => report.Sampled(ObserverSamples.Sheet(10)));
        report.RunEnded(ObserverSamples.Summary(10, RunOutcome.Failed));
        Assert.Contains("Failed", Report());
    }

    private string Report() => File.ReadAllText(_folder["report.html"]);

    private CompositeObserver All() => new(
        new JsonLinesObserver(_folder["metrics.jsonl"]), new SampleObserver(_folder["samples"]), new ReportObserver(_folder["report.html"]));
}
