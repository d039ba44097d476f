using System.Diagnostics;
using System.Text.Json;
using LiteVae.Runs;
using LiteVae.Runs.Folders;

namespace LiteVae.Tests.Runs.Folders;

public sealed class RunLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunFolder _run;

    public RunLockTests() => _run = new RunFolder(_folder["run"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_one_is_refused_and_told_who_holds_the_folder()
    {
        using (RunLock.Acquire(_run))
        {
            var e = Assert.Throws<TrainingException>(() => RunLock.Acquire(_run));
            Assert.Contains($"{_run.Root} is in use by process {Environment.ProcessId} on {Environment.MachineName}", e.Message);
            Assert.True(File.Exists(_run.Lock));
        }
        Assert.False(File.Exists(_run.Lock));
        using var again = RunLock.Acquire(_run);
        Assert.Empty(again.Notices);
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_it()
    {
        using var together = new Barrier(8);
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                try
                {
                    return RunLock.Acquire(_run);
                }
                catch (TrainingException)
                {
                    return null;
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Single(attempts.OfType<RunLock>()).Dispose();
        Assert.False(File.Exists(_run.Lock));
    }

    [Fact]
    public void A_dead_process_lock_is_taken_over_with_a_notice()
    {
        var dead = DeadProcess();
        Leave(new LockRecord(new ProcessIdentity(dead, Environment.MachineName, "long ago"), DateTimeOffset.UnixEpoch));
        using var held = RunLock.Acquire(_run);
        Assert.Contains($"Process {dead} on {Environment.MachineName}", Assert.Single(held.Notices));
        Assert.Contains("taken over", held.Notices[0]);
        Assert.Throws<TrainingException>(() => RunLock.Acquire(_run));
    }

    [Fact]
    public void A_living_process_with_the_number_of_a_dead_one_is_another_process()
    {
        Leave(new LockRecord(ProcessIdentity.Current with { Started = "before this one" }, DateTimeOffset.UnixEpoch));
        using var held = RunLock.Acquire(_run);
        Assert.Single(held.Notices);
    }

    [Fact]
    public void A_living_process_is_respected_where_the_file_system_has_no_locks()
    {
        Leave(new LockRecord(ProcessIdentity.Current, DateTimeOffset.UnixEpoch)); // nobody holds the file open
        Assert.Contains("in use by process", Assert.Throws<TrainingException>(() => RunLock.Acquire(_run)).Message);
    }

    [Fact]
    public void A_process_on_another_machine_is_respected_and_the_way_out_is_told()
    {
        Leave(new LockRecord(new ProcessIdentity(DeadProcess(), "elsewhere", "long ago"), DateTimeOffset.UnixEpoch));
        var e = Assert.Throws<TrainingException>(() => RunLock.Acquire(_run));
        Assert.Contains("on elsewhere, since 1970-01-01 00:00:00 UTC", e.Message);
        Assert.Contains($"if it has ended, delete {_run.Lock}", e.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Process\":{\"Id\":1,")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_lock_that_names_nobody_is_taken_over(string text)
    {
        Directory.CreateDirectory(_run.Root);
        File.WriteAllText(_run.Lock, text);
        using var held = RunLock.Acquire(_run);
        Assert.Equal(text.Length == 0 ? 0 : 1, held.Notices.Count);
    }

    [Fact]
    public void Unfinished_files_of_dead_processes_are_removed_and_no_others()
    {
        Directory.CreateDirectory(_run.Checkpoints);
        using var living = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        try
        {
            var dead = Temporary(_run.Checkpoints, "step-00000010.safetensors", DeadProcess());
            var own = Temporary(_run.Root, "report.html", Environment.ProcessId); // of an earlier process with this number
            string[] kept =
            [
                Temporary(_run.Checkpoints, "step-00000020.safetensors", living.Id),
                Write(Path.Combine(_run.Checkpoints, "step-00000010.safetensors")),
                Write(Path.Combine(_run.Root, "notes.tmp")),
                Write(Path.Combine(_run.Root, ".hidden.tmp")),
            ];
            using var held = RunLock.Acquire(_run);
            Assert.False(File.Exists(dead));
            Assert.False(File.Exists(own));
            Assert.All(kept, file => Assert.True(File.Exists(file), file));
            Assert.StartsWith("2 unfinished files", Assert.Single(held.Notices), StringComparison.Ordinal);
        }
        finally
        {
            living.Kill();
        }
    }

    private static string Temporary(string folder, string name, int process) => Write(Path.Combine(folder, $".{name}.{process}.{Guid.NewGuid():N}.tmp"));

    private static string Write(string path)
    {
        File.WriteAllText(path, "");
        return path;
    }

    private void Leave(LockRecord record)
    {
        Directory.CreateDirectory(_run.Root);
        File.WriteAllBytes(_run.Lock, JsonSerializer.SerializeToUtf8Bytes(record));
    }

    private static int DeadProcess()
    {
        using var process = Process.Start("true");
        process.WaitForExit();
        return process.Id;
    }
}
