using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Report;
using LiteVae.Tests.Runs.Observers;

namespace LiteVae.Tests.Runs.Report;

public sealed class RunStatusTests
{
    [Theory]
    [InlineData(RunOutcome.Finished, RunCondition.Finished)]
    [InlineData(RunOutcome.Interrupted, RunCondition.Interrupted)]
    [InlineData(RunOutcome.Failed, RunCondition.Failed)]
    public void The_outcome_is_that_of_the_report(RunOutcome outcome, RunCondition expected)
    {
        using var folder = new TemporaryFolder();
        var run = Write(folder, ObserverSamples.Summary(20, outcome));
        var status = RunStatus.Read(run);
        Assert.Equal((expected, "quick", "procedural", 400, 1600), (status.State, status.Recipe, status.Data, status.TotalSteps, status.TotalImages));
        Assert.Equal((20, 80, 2_305_566), (status.Step, status.Images, status.Parameters));
        Assert.Equal(ObserverSamples.Summary(20, outcome).Message, status.Summary?.Message);
        Assert.Equal(28.4321, status.Summary?.Metrics["psnr"]);
        Assert.Equal("PSNR", status.Headline?.Title);
        Assert.Equal(25.12, status.Score!.Value, 1e-6);
    }

    [Fact]
    public void A_report_without_a_summary_tells_the_step_of_its_progress()
    {
        using var folder = new TemporaryFolder();
        var status = RunStatus.Read(Write(folder, summary: null));
        Assert.Equal((RunCondition.Unknown, 10, 40), (status.State, status.Step, status.Images));
        Assert.Null(status.Summary);
    }

    [Fact]
    public void How_a_run_ended_before_it_was_resumed_is_not_told_while_it_goes_on()
    {
        using var folder = new TemporaryFolder();
        var run = Write(folder, ObserverSamples.Summary(20, RunOutcome.Interrupted));
        using (RunLock.Acquire(run))
            Assert.Null(RunStatus.Read(run).Summary);
        Assert.NotNull(RunStatus.Read(run).Summary);
    }

    [Fact]
    public void A_folder_with_a_held_lock_is_running()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.Root);
        using (RunLock.Acquire(run))
        {
            Assert.Equal(RunCondition.Running, RunStatus.Read(run).State);
            Assert.Equal(Environment.ProcessId, RunProcess.Find(run)?.Id);
        }
        Assert.Null(RunProcess.Find(run));
        Assert.Equal(RunCondition.Unknown, RunStatus.Read(run).State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"run":{"total_steps":"many"}}""")]
    [InlineData("""{"run":{"recipe":"r","parts":[null]}}""")]
    [InlineData("""{"run":{"recipe":"r"},"summary":{"outcome":"Finished"}}""")]
    [InlineData("""{"run":{"recipe":"r"},"samples":{"rows":[null]}}""")]
    public void A_damaged_report_leaves_the_rest_unknown(string report)
    {
        using var folder = new TemporaryFolder();
        folder.Write("report.json", System.Text.Encoding.UTF8.GetBytes(report));
        Assert.Equal(new RunStatus { State = RunCondition.Unknown }, RunStatus.Read(new RunFolder(folder.Root)));
    }

    [Fact]
    public void A_lock_of_a_process_that_has_ended_names_nobody()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.Root);
        folder.Write("run.lock", System.Text.Encoding.UTF8.GetBytes(
            $$"""{"Process":{"Id":{{Environment.ProcessId}},"Host":"{{Environment.MachineName}}","Started":"another time"},"Since":"2020-01-01T00:00:00+00:00"}"""));
        Assert.Null(RunProcess.Find(run));
    }

    [Fact]
    public void A_process_of_another_machine_cannot_be_stopped()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.Root);
        folder.Write("run.lock", """{"Process":{"Id":4,"Host":"elsewhere","Started":"x"},"Since":"2020-01-01T00:00:00+00:00"}"""u8.ToArray());
        var process = RunProcess.Find(run);
        Assert.NotNull(process);
        Assert.False(process.CanBeStopped);
        Assert.Throws<PlatformNotSupportedException>(() => process.RequestStop());
    }

    // The record as a training writes it.
    private static RunFolder Write(TemporaryFolder folder, RunSummary? summary)
    {
        var run = new RunFolder(folder.Root);
        new RunRecord("autoencoder", ObserverSamples.Run(folder.Root), summary, ObserverSamples.Step(10), ObserverSamples.Sheet(10)).Write(run.ReportRecord);
        return run;
    }
}
