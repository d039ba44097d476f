using LiteVae.Runs.Folders;
using LiteVae.Runs.Report;

namespace LiteVae.Tests.Runs.Report;

public sealed class RunStatusTests
{
    [Theory]
    [InlineData("Finished", RunCondition.Finished)]
    [InlineData("Interrupted", RunCondition.Interrupted)]
    [InlineData("Failed", RunCondition.Failed)]
    public void The_outcome_is_that_of_the_report(string outcome, RunCondition expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("report.json", System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"task":"t","run":{"recipe":"r","model":"m","total_steps":7,"total_images":28,"phases":[]},"summary":{"outcome":"{{{outcome}}}","message":"why","step":1},"samples":{"rows":["no picture"]}}"""));
        var status = RunStatus.Read(new RunFolder(folder.Root));
        Assert.Equal((expected, "why", "r", "m", 7, 28), (status.State, status.Message, status.Recipe, status.Model, status.TotalSteps, status.TotalImages));
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
}
