using System.Diagnostics;
using System.Globalization;
using LiteVae.Codec.Models.Files;
using LiteVae.Distributed;

namespace LiteVae.Cli.Tests;

/// <summary>Trainings and evaluations by several processes under either MPI.</summary>
public sealed class RankTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Theory]
    [InlineData("openmpi", MpiFamily.OpenMpi)]
    [InlineData("mpich", MpiFamily.Mpich)]
    public void Ranks_train_what_one_process_trains_and_a_run_goes_on_with_one(string mpi, MpiFamily family)
    {
        InstalledMpi.Require(family);
        var (alone, shared) = (workspace.At($"alone-{mpi}"), workspace.At($"shared-{mpi}"));
        Tool.Run([.. Training(8), "--set", "train.accumulate=2", "--output", alone]).Expect(0);
        Launch(mpi, [.. Training(8), "--output", shared]).Finish().Expect(0).Says("threads on each of 2 ranks");
        AssertClose(alone, shared);

        Tool.Run("train", "--resume", alone, "--steps", "12").Expect(0);
        Tool.Run("train", "--resume", shared, "--steps", "12").Expect(0);
        AssertClose(alone, shared);
    }

    [Theory]
    [InlineData("openmpi", MpiFamily.OpenMpi)]
    [InlineData("mpich", MpiFamily.Mpich)]
    public void Ranks_measure_what_one_process_measures(string mpi, MpiFamily family)
    {
        InstalledMpi.Require(family);
        string[] evaluation = ["evaluate", "--model", workspace.Model, "--data", "procedural", "--limit", "7", "--resolution", "32", "--batch-size", "2", "--metrics", "psnr,ssim,rate,latents", "--threads", "1", "--json"];
        Assert.Equal(Tool.RunProcess(evaluation).Expect(0).Results, FromBrace(Launch(mpi, evaluation).Finish().Expect(0).Results));
    }

    [Theory]
    [InlineData("openmpi", MpiFamily.OpenMpi)]
    [InlineData("mpich", MpiFamily.Mpich)]
    public async Task A_rank_that_is_killed_ends_the_job_and_the_run_goes_on_from_its_checkpoint(string mpi, MpiFamily family)
    {
        InstalledMpi.Require(family);
        var run = workspace.At($"killed-{mpi}");
        using var job = Launch(mpi, [.. Training(100_000), "--set", "train.checkpoint_every=2", "--output", run]);
        var (output, errors) = (job.StandardOutput.ReadToEndAsync(), job.StandardError.ReadToEndAsync());
        Assert.True(SpinWait.SpinUntil(() => job.HasExited || (Directory.Exists(Path.Combine(run, "checkpoints")) && Directory.GetFiles(Path.Combine(run, "checkpoints"), "step-*.safetensors").Length > 0), TimeSpan.FromSeconds(90)));
        using (var rank = Process.GetProcessById(Ranks(run)[^1]))
            rank.Kill();
        Assert.True(job.WaitForExit(TimeSpan.FromSeconds(60)), "The other rank went on waiting.");
        Assert.NotEqual(0, job.ExitCode);
        await Task.WhenAll(output, errors);

        var step = Directory.GetFiles(Path.Combine(run, "checkpoints"), "step-*.safetensors").Select(f => int.Parse(Path.GetFileNameWithoutExtension(f)[5..], CultureInfo.InvariantCulture)).Max();
        using var stop = new CancellationTokenSource();
        stop.Cancel(); // as soon as it goes on
        Tool.Run(stop.Token, "train", "--resume", run).Expect(130).Says($"going on after step {step} of 100000");
    }

    [Theory]
    [InlineData("openmpi", MpiFamily.OpenMpi)]
    [InlineData("mpich", MpiFamily.Mpich)]
    public void A_mistake_is_told_once_and_its_code_is_the_jobs(string mpi, MpiFamily family)
    {
        InstalledMpi.Require(family);
        var outcome = Launch(mpi, ["train", "--data", workspace.At("nowhere"), "--output", workspace.At("never")]).Finish();
        Assert.Equal(ExitCode.Failed, outcome.Code);
        Assert.Equal(2, outcome.Messages.Split("there is no such").Length + outcome.Messages.Split("no such folder").Length - 1);
        Assert.False(Directory.Exists(workspace.At("never")));
        Launch(mpi, [.. Training(4), "--set", "train.phases.0.batch_size=3", "--output", workspace.At("never")]).Finish().Expect(ExitCode.WrongUse).Says("expected a multiple of 2 ranks");
        Launch(mpi, ["encode", workspace.Root, "--output", workspace.At("never.safetensors")]).Finish().Expect(ExitCode.WrongUse).Says("--shards: is missing");
    }

    private static string[] Training(int steps) => ["train", .. Tool.TinyRun(steps), "--set", "train.phases.0.batch_size=4", "--set", "train.learning_rate=1e-4"];

    private static Process Launch(string mpi, IEnumerable<string> command) => Tool.Start(["launch", "-n", "2", "--oversubscribe", "--threads", "1", "--mpi", mpi, "--", .. command]);

    // The ranks' processes, by the run folder in their command lines; the launchers have it in theirs too.
    private static int[] Ranks(string run) => [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(id => CommandLine(id) is var words && words.Contains(run) && !words.Contains("launch") && !words[0].Contains("mpi", StringComparison.Ordinal) && !words[0].Contains("hydra", StringComparison.Ordinal)).Order()];

    private static string[] CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return [""]; // it has ended meanwhile
        }
    }

    // What Open MPI's pseudo-terminal makes of the output may begin with control characters.
    private static string FromBrace(string results) => results[results.IndexOf('{', StringComparison.Ordinal)..].Replace("\r\n", "\n", StringComparison.Ordinal);

    private static void AssertClose(string expected, string actual)
    {
        float[] Weights(string run)
        {
            using var file = SafetensorsFile.Open(Directory.GetFiles(Path.Combine(run, "checkpoints"), "step-*.safetensors").Order().Last());
            var values = new float[file.Tensors["weights"].Count];
            file.Read("weights", values);
            return values;
        }
        var (a, b) = (Weights(expected), Weights(actual));
        var (difference, norm) = (Math.Sqrt(a.Zip(b).Sum(w => Math.Pow(w.First - w.Second, 2))), Math.Sqrt(a.Sum(w => (double)w * w)));
        Assert.True(difference <= 1e-5 * norm, $"Weights differ by {difference / norm:E1} of their norm.");
    }
}
