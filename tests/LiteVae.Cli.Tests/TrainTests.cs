using System.Diagnostics;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Cli.Tests;

public sealed class TrainTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void A_run_leaves_a_model_and_a_report()
    {
        var run = workspace.At("run");
        var json = Tool.Run(["train", "--output", run, "--json", .. Tool.TinyRun(3)]).Expect(0).Says(run).Json;
        Assert.Equal("finished", (string)json["outcome"]!);
        Assert.Equal(3, (int)json["steps"]!);
        Assert.InRange((double)json["metrics"]!["psnr"]!, 1, 100);
        Assert.True(File.Exists((string)json["model"]!));
        Assert.True(File.Exists((string)json["report"]!));
        Assert.Equal(3, File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count(l => l.Contains("loss/total")));
        Tool.Run("inspect", "--model", run).Expect(0);

        Tool.Run(["train", "--output", run, .. Tool.TinyRun(3)]).Expect(1).Says("--resume");
    }

    [Fact]
    public void Resuming_needs_a_run() => Tool.Run("train", "--resume", workspace.Folder("norun")).Expect(1).Says("norun");

    [Fact]
    public void Ctrl_C_saves_and_a_resumed_run_ends_with_the_same_bytes()
    {
        var expected = Uninterrupted("int-a");
        var run = workspace.At("int-b");
        using (var process = StartAndAwaitCheckpoint(run))
        {
            Signal(process, "INT");
            process.Finish().Expect(130).Says("finishing this step, then saving", $"--resume {run}");
        }
        Assert.False(File.Exists(Path.Combine(run, "model.safetensors")), "The run was over before the signal came.");
        Tool.RunProcess("train", "--resume", run, "--threads", "1").Expect(0);
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void Statistics_of_a_finished_model_survive_that_its_run_is_resumed()
    {
        var run = workspace.At("measured");
        Tool.RunProcess(["train", "--output", run, .. Tool.TinyRun(2)]).Expect(0);
        Tool.Run("evaluate", "--model", run, "--data", "procedural", "--limit", "2", "--resolution", "32", "--save-stats").Expect(0);
        var model = Path.Combine(run, "model.safetensors");
        var measured = File.ReadAllBytes(model);
        Tool.RunProcess("train", "--resume", run, "--threads", "1").Expect(0);
        Assert.Equal(measured, File.ReadAllBytes(model));
        // Other weights have other statistics.
        Tool.RunProcess("train", "--resume", run, "--threads", "1", "--steps", "3").Expect(0);
        using var lengthened = SafetensorsFile.Open(model);
        Assert.DoesNotContain("latent_std", lengthened.Metadata.Keys);
    }

    [Fact]
    public void A_killed_run_ends_with_the_same_bytes_when_resumed()
    {
        var expected = Uninterrupted("kill-a");
        var run = workspace.At("kill-b");
        int killed;
        using (var process = StartAndAwaitCheckpoint(run))
        {
            killed = process.Id;
            process.Kill();
            process.WaitForExit();
        }
        Assert.False(File.Exists(Path.Combine(run, "model.safetensors")), "The run was over before it was killed.");
        Assert.True(File.Exists(Path.Combine(run, "run.lock")), "A killed process leaves its lock.");
        File.WriteAllText(Path.Combine(run, "checkpoints", $".step-00000015.safetensors.{killed}.{Guid.NewGuid():N}.tmp"), "half");
        Tool.RunProcess("train", "--resume", run, "--threads", "1").Expect(0).Says($"Process {killed} on {Environment.MachineName}", "taken over", "1 unfinished file");
        Assert.False(File.Exists(Path.Combine(run, "run.lock")));
        Assert.Empty(Directory.GetFiles(run, "*.tmp", SearchOption.AllDirectories));
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Fact]
    public void A_second_Ctrl_C_ends_the_process_at_once_without_a_crash()
    {
        var run = workspace.At("twice");
        // A step takes minutes: the first signal alone would end the process only after it.
        using var process = Tool.Start(["train", "--output", run, "--set", "train.phases=[{resolution: 256, steps: 2, batch_size: 512}]", "--set", "train.accumulate=128"]);
        var clock = Stopwatch.StartNew();
        while (!File.Exists(Path.Combine(run, "report.html")))
        {
            Assert.False(process.HasExited, "The run ended before its first step.");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "The run did not begin within a minute.");
            Thread.Sleep(5);
        }
        Thread.Sleep(2000);
        Signal(process, "INT");
        while (process.StandardError.ReadLine() is { } line && !line.Contains("press Ctrl-C again", StringComparison.Ordinal))
        {
        }
        Signal(process, "INT");
        process.Finish().Expect(130);
        Assert.Empty(Directory.GetFiles(Path.Combine(run, "checkpoints")));
    }

    [Fact]
    public void A_run_that_another_process_trains_is_refused()
    {
        var run = workspace.At("locked");
        using var process = StartAndAwaitCheckpoint(run);
        var elsewhere = Tool.Run("train", "--resume", run, "--threads", "1").Expect(1);
        Assert.False(process.HasExited, "The run was over before the second one was refused.");
        elsewhere.Says($"in use by process {process.Id} on {Environment.MachineName}");
        Signal(process, "TERM");
        process.Finish().Expect(130);
        Assert.False(File.Exists(Path.Combine(run, "run.lock")), "An interrupted run keeps its lock.");
    }

    [Fact]
    public void A_real_process_ends_with_the_codes_of_the_contract()
    {
        Assert.Empty(Tool.RunProcess("nonsense").Expect(2).Results);
        Assert.Empty(Tool.RunProcess("inspect", "--model", workspace.At("missing"), "--json").Expect(1).Results);
        Assert.Equal(12, (int)Tool.RunProcess("inspect", "--preset", "dwt", "--json").Expect(0).Json["latent_channels"]!);
    }

    private const int Steps = 120;

    private byte[] Uninterrupted(string name)
    {
        Tool.RunProcess(["train", "--output", workspace.At(name), .. Tool.TinyRun(Steps, checkpointEvery: 10)]).Expect(0);
        return File.ReadAllBytes(workspace.At(name, "model.safetensors"));
    }

    private static Process StartAndAwaitCheckpoint(string run)
    {
        var process = Tool.Start(["train", "--output", run, .. Tool.TinyRun(Steps, checkpointEvery: 10)]);
        var clock = Stopwatch.StartNew();
        while (!File.Exists(Path.Combine(run, "checkpoints", "step-00000010.safetensors")))
        {
            Assert.False(process.HasExited, "The run ended before its first checkpoint.");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "No checkpoint within a minute.");
            Thread.Sleep(5);
        }
        return process;
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        kill.WaitForExit();
    }
}
