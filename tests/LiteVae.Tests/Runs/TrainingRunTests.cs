using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Ranks;
using LiteVae.Runs.Report;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_task_of_another_kind_trains_through_the_same_loop()
    {
        var run = new RunFolder(_folder["run"]);
        var recorder = new Recorder();
        using (var observer = Observers(run, recorder))
        using (var training = TrainingRun.Start(run, "seed: 9\n", () => new LinearRegressionTask(), observer))
            Assert.Equal((RunOutcome.Finished, 40, 160), (training.Run().Outcome, recorder.Summary!.Step, recorder.Summary.Images));
        var losses = recorder.Logs.Where(l => l.Values.ContainsKey("loss/total")).Select(l => l.Values["loss/total"]).ToArray();
        Assert.Equal(40, losses.Length);
        Assert.True(losses[30..].Average() < losses[..10].Average() / 4, "It learns nothing.");
        var scores = recorder.Logs.Where(l => l.Values.ContainsKey("eval/mse")).Select(l => (l.Step, l.Values["eval/mse"])).ToArray();
        Assert.Equal([0, 10, 20, 30, 40], scores.Select(s => s.Step));
        Assert.True(scores[^1].Item2 < scores[0].Item2);

        var report = File.ReadAllText(run.Report);
        foreach (var text in new[] { ">Finished<", "<h1>linear regression</h1>", ">Matrix<", "10 parameters", "<h2>Samples</h2>", "matrix 10, offset 2" })
            Assert.Contains(text, report);
        foreach (var text in new[] { "Reconstruction", "Discriminator", "sub-bands", "PSNR", " px" })
            Assert.DoesNotContain(text, report);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(39)]
    public void Interrupted_and_resumed_it_ends_with_the_same_bytes(int stopAfter)
    {
        var whole = Whole();
        var parts = Interrupted(stopAfter);
        using (var training = TrainingRun.Resume(parts, () => new LinearRegressionTask(), new Recorder()))
            Assert.Equal(RunOutcome.Finished, training.Run().Outcome);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(parts.Model));
        Assert.Equal(Tensors(whole), Tensors(parts));
    }

    [Theory]
    [InlineData(typeof(InvalidCastException))]
    [InlineData(typeof(DatasetException))]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(OperationCanceledException))]
    public void Any_exception_ends_the_report_as_failed_and_releases_the_folder(Type type)
    {
        var run = new RunFolder(_folder["run"]);
        var failure = type == typeof(DatasetException) ? new DatasetException("it broke") : (Exception)Activator.CreateInstance(type, "it broke")!;
        var recorder = new Recorder();
        using (var observer = Observers(run, recorder))
        using (var training = TrainingRun.Start(run, "seed: 9\n", () => Failing(12, failure), observer))
            Assert.Same(failure, Record.Exception(() => training.Run()));
        Assert.Equal((RunOutcome.Failed, 12), (recorder.Summary!.Outcome, (int)recorder.Summary.Step));
        Assert.StartsWith("it broke. The checkpoint of step 10 is kept: litevae train --resume ", recorder.Summary.Message, StringComparison.Ordinal);
        var report = File.ReadAllText(run.Report);
        Assert.Contains(">Failed<", report);
        Assert.Contains("it broke", report);
        Assert.DoesNotContain(">Running<", report);
        Assert.False(File.Exists(run.Lock));
    }

    [Fact]
    public void A_full_disk_is_told_in_words_of_the_run()
    {
        var run = new RunFolder(_folder["run"]);
        var recorder = new Recorder();
        using var training = TrainingRun.Start(run, "seed: 9\n", () => Failing(2, new IOException("No space left on device")), recorder);
        var e = Assert.Throws<TrainingException>(() => training.Run());
        Assert.Equal("No space left on device. No checkpoint had been written yet.", e.Message);
        Assert.Equal(RunOutcome.Failed, recorder.Summary!.Outcome);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("step", "many")]
    [InlineData("step", null)]
    [InlineData("step", "99999999999999999999999")]
    [InlineData("images", "-4")]
    [InlineData("images", "7")] // no place in the schedule
    [InlineData("elapsed_seconds", "1e300")]
    [InlineData("elapsed_seconds", "922337203685.4775")] // the longest time there is
    [InlineData("elapsed_seconds", "NaN")]
    [InlineData("mse", "good")]
    [InlineData("skipped_steps", "x")]
    [InlineData("layout", null)]
    [InlineData("tensor adam.first_moment", null)]
    [InlineData("tensor adam.first_moment", "of another shape")]
    public void If_the_newest_checkpoint_is_damaged_the_run_goes_on_from_the_one_before(string key, string? value = "")
    {
        var whole = Whole();
        var run = Interrupted(18); // leaves the checkpoints of steps 15 and 18, and the best one
        var newest = Checkpoint(run, 18);
        File.WriteAllText(newest + ".damaged", "an older one");
        Damage(newest, key, value);
        var recorder = new Recorder();
        using (var training = TrainingRun.Resume(run, () => new LinearRegressionTask(), recorder))
            training.Run();
        Assert.Equal(15, recorder.Run!.ResumedAtStep);
        var notice = Assert.Single(recorder.Run.Notices);
        Assert.StartsWith(newest, notice, StringComparison.Ordinal);
        Assert.Contains("goes on from the checkpoint of step 15", notice);
        Assert.True(new FileInfo(newest + ".damaged").Length > 100);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(run.Model));
    }

    [Fact]
    public void If_all_checkpoints_are_damaged_the_newest_one_is_named_and_nothing_is_touched()
    {
        var run = Interrupted(12);
        var files = Directory.GetFiles(run.Checkpoints);
        foreach (var file in files)
            Damage(file, "step", "many");
        var e = Assert.Throws<CheckpointException>(() => TrainingRun.Resume(run, () => new LinearRegressionTask(), new Recorder()));
        Assert.Contains(Checkpoint(run, 12), e.Message);
        Assert.Contains("\"step\"", e.Message);
        Assert.Equal(files.Order(), Directory.GetFiles(run.Checkpoints).Order());
        Assert.False(File.Exists(run.Lock));
    }

    [Fact]
    public void An_interrupted_run_says_how_it_goes_on_and_a_finished_one_what_it_came_to()
    {
        var run = Interrupted(18, out var interrupted);
        Assert.Equal($"Stopped after step 18 of 40. Go on with: litevae train --resume {run.Root}", interrupted.Message);
        Assert.Equal((18, 72, (string?)null), (interrupted.Step, interrupted.Images, interrupted.ModelPath));
        Assert.True(interrupted.Elapsed > TimeSpan.Zero && interrupted.PeakMemoryMiB > 1);

        var recorder = new Recorder();
        using var training = TrainingRun.Resume(run, () => new LinearRegressionTask(), recorder);
        var finished = training.Run();
        Assert.Same(finished, recorder.Summary);
        Assert.Equal((40, 160, run.Model, "points", 0.5), (finished.Step, finished.Images, finished.ModelPath, finished.EvaluatedOn, finished.Metrics["mse"]));
        Assert.Null(finished.Message);
        Assert.Same(recorder.Sheets[^1], finished.Samples);
        Assert.Equal(40, finished.Samples!.Step);
        Assert.True(finished.Elapsed > interrupted.Elapsed, "The time of both processes counts.");

        var info = recorder.Run!;
        Assert.Equal((run.Root, 40, 160, 18), (info.Folder, info.TotalSteps, info.TotalImages, info.ResumedAtStep));
        Assert.Equal(["first", "second"], info.Phases.Select(p => p.Name));
        Assert.Equal((Hardware.Processor, TorchRuntime.Threads), (info.Hardware, info.Threads));
        Assert.Empty(info.Notices);
        Assert.DoesNotContain(recorder.Logs, l => l.Step < 18);
    }

    [Fact]
    public void A_run_that_is_resumed_after_its_last_step_draws_its_samples()
    {
        var run = Whole();
        using var training = TrainingRun.Resume(run, () => new LinearRegressionTask(), new Recorder());
        var summary = training.Run();
        Assert.Equal((RunOutcome.Finished, 40), (summary.Outcome, (int)summary.Samples!.Step));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_checkpoint_of_the_beginning_is_kept_where_it_is_asked_for(bool keeps)
    {
        var run = new RunFolder(_folder["run"]);
        var settings = LinearRegressionTask.DefaultSettings with { KeepsBeginning = keeps };
        using var training = TrainingRun.Start(run, "seed: 9\n", () => new LinearRegressionTask(settings)
        {
            BeforeGradients = done =>
            {
                if (done == 0)
                    throw new IOException("stop.");
            },
        }, new Recorder());
        var e = Assert.Throws<TrainingException>(() => training.Run());
        Assert.Equal(keeps, File.Exists(Checkpoint(run, 0)));
        Assert.Equal(keeps ? $"stop. The checkpoint of step 0 is kept: litevae train --resume {run.Root}" : "stop. No checkpoint had been written yet.", e.Message);
    }

    [Fact]
    public void What_does_not_begin_leaves_nothing_behind()
    {
        var run = Whole();
        Assert.Contains("holds a run already", Assert.Throws<TrainingException>(() => TrainingRun.Start(run, "", () => throw new InvalidCastException(), new Recorder())).Message);
        var empty = new RunFolder(_folder["empty"]);
        Assert.Contains("no run to go on with", Assert.Throws<TrainingException>(() => TrainingRun.Resume(empty, () => new LinearRegressionTask(), new Recorder())).Message);
        Assert.Throws<InvalidCastException>(() => TrainingRun.Start(empty, "", () => throw new InvalidCastException(), new Recorder()));
        Assert.False(Directory.Exists(empty.Root));
        Assert.Throws<InvalidCastException>(() => TrainingRun.Resume(run, () => throw new InvalidCastException(), new Recorder()));
        Assert.False(File.Exists(run.Lock));

        var task = new LinearRegressionTask();
        File.WriteAllText(_folder["plain"], "");
        Assert.Throws<TrainingException>(() => TrainingRun.Start(new RunFolder(Path.Combine(_folder["plain"], "run")), "", () => task, new Recorder()));
        Assert.True(task.Groups[0].Parameters.Values.IsInvalid, "The task is disposed of.");
        Assert.Equal("folder", Assert.Throws<ArgumentNullException>(() => TrainingRun.Start(null!, "", () => task, new Recorder())).ParamName);
        Assert.Equal("observer", Assert.Throws<ArgumentNullException>(() => TrainingRun.Start(empty, "", () => task, null!)).ParamName);
        Assert.Equal("folder", Assert.Throws<ArgumentNullException>(() => TrainingRun.Resume(null!, () => task, new Recorder())).ParamName);
        Assert.Equal("observer", Assert.Throws<ArgumentNullException>(() => TrainingRun.Resume(run, () => task, null!)).ParamName);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("seed: 9\nlonger: true\n")]
    public void What_determines_the_run_is_replaced_where_it_is_lengthened(string? config)
    {
        var run = Interrupted(12);
        using (TrainingRun.Resume(run, () => new LinearRegressionTask(), new Recorder(), configYaml: config))
            Assert.True(File.Exists(run.Lock));
        Assert.Equal(config ?? "seed: 9\n", File.ReadAllText(run.Config));
        Assert.False(File.Exists(run.Lock));
    }

    [Fact]
    public void An_interrupted_run_can_go_on_in_the_same_process()
    {
        var whole = Whole();
        var run = new RunFolder(_folder["parts"]);
        using var stop = new CancellationTokenSource();
        using var training = TrainingRun.Start(run, "seed: 9\n", () => new LinearRegressionTask(), new Recorder { OnStep = step => { if (step == 11) stop.Cancel(); } });
        Assert.Equal((RunOutcome.Interrupted, 11), (training.Run(stop.Token).Outcome, (int)training.Run(stop.Token).Step));
        Assert.Equal(RunOutcome.Finished, training.Run().Outcome);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(run.Model));
    }

    [Fact]
    public void A_run_goes_on_where_its_empty_folders_were_lost()
    {
        var run = Interrupted(12);
        Directory.CreateDirectory(run.Samples);
        Directory.Delete(run.Samples, recursive: true);
        using (TrainingRun.Resume(run, () => new LinearRegressionTask(), new Recorder()))
            Assert.True(Directory.Exists(run.Samples));
    }

    [Fact]
    public void A_run_is_given_the_reduction_of_its_processes()
    {
        var reduction = new ZeroReduction();
        using (var training = TrainingRun.Start(new RunFolder(_folder["run"]), "seed: 9\n", () => new LinearRegressionTask(), new Recorder(), reduction.Group))
            training.Run();
        Assert.Equal(40, reduction.Calls);
        var parts = Interrupted(12);
        using (var training = TrainingRun.Resume(parts, () => new LinearRegressionTask(), new Recorder(), reduction.Group))
            training.Run();
        Assert.Equal(40 + 28, reduction.Calls);
    }

    [Fact]
    public void The_best_checkpoint_stays_besides_the_latest_ones()
    {
        var run = Whole();
        var steps = Directory.GetFiles(run.Checkpoints).Order().Select(f => Path.GetFileNameWithoutExtension(f)).ToArray();
        Assert.Equal(["step-00000035", "step-00000040"], steps[^2..]);
        Assert.InRange(steps.Length, 2, 3);
    }

    [Fact]
    public void Gradients_go_through_the_reduction_before_the_optimizer()
    {
        using var observer = new Recorder();
        using var task = new LinearRegressionTask();
        var before = task.Weights;
        var reduction = new ZeroReduction();
        using var batches = task.OpenLoader(0);
        new TrainingLoop(task, RunState.Start, observer, checkpoints: null, reduction.Group).Run(batches, CancellationToken.None);
        Assert.Equal(40, reduction.Calls);
        Assert.Equal(before, task.Weights);
        Assert.All(observer.Logs.Where(l => l.Values.ContainsKey("gradient_norm")), l => Assert.Equal(0, l.Values["gradient_norm"]));
    }

    [Fact]
    public void The_loop_leaks_no_tensor()
    {
        using var task = new LinearRegressionTask();
        TensorLeaks.AssertNone(() =>
        {
            using var batches = task.OpenLoader(0);
            new TrainingLoop(task, RunState.Start, new Recorder(), checkpoints: null, RankGroup.Alone).Run(batches, CancellationToken.None);
        });
    }

    private static CompositeObserver Observers(RunFolder run, Recorder recorder) =>
        new(new JsonLinesObserver(run.Metrics), new SampleObserver(run.Samples), new ReportObserver(run.Report), recorder);

    private static LinearRegressionTask Failing(int atStep, Exception failure) => new()
    {
        BeforeGradients = stepsDone =>
        {
            if (stepsDone == atStep)
                throw failure;
        },
    };

    private RunFolder Whole()
    {
        var run = new RunFolder(_folder["whole"]);
        using var training = TrainingRun.Start(run, "seed: 9\n", () => new LinearRegressionTask(), new Recorder());
        training.Run();
        return run;
    }

    private RunFolder Interrupted(int stopAfter) => Interrupted(stopAfter, out _);

    private RunFolder Interrupted(int stopAfter, out RunSummary summary)
    {
        var run = new RunFolder(_folder["parts"]);
        using var stop = new CancellationTokenSource();
        using var training = TrainingRun.Start(run, "seed: 9\n", () => new LinearRegressionTask(), new Recorder { OnStep = step => { if (step == stopAfter) stop.Cancel(); } });
        summary = training.Run(stop.Token);
        Assert.Equal((RunOutcome.Interrupted, stopAfter), (summary.Outcome, (int)summary.Step));
        return run;
    }

    private static string Checkpoint(RunFolder run, int step) => Path.Combine(run.Checkpoints, $"step-{step:D8}.safetensors");

    private static void Damage(string path, string key, string? value)
    {
        if (key == "cut")
        {
            using var stream = File.Open(path, FileMode.Open);
            stream.SetLength(stream.Length - 7);
            return;
        }
        using var scope = NewDisposeScope();
        Dictionary<string, string> metadata;
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(path))
        {
            metadata = file.Metadata.ToDictionary();
            tensors = file.Tensors.Keys.ToDictionary(name => name, name => file.Read(name));
        }
        if (key.Split(' ') is ["tensor", var name])
        {
            if (value is null)
                tensors.Remove(name);
            else
                tensors[name] = zeros(3);
        }
        else if (value is null)
        {
            metadata.Remove(key);
        }
        else
        {
            metadata[key] = value;
        }
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    private static Dictionary<string, byte[]> Tensors(RunFolder run)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Checkpoint(run, 40));
        return file.Tensors.Keys.ToDictionary(name => name, name => file.Read(name).bytes.ToArray());
    }

    private sealed class ZeroReduction : IGradientReduction
    {
        public int Calls { get; private set; }

        public RankGroup Group => new(SingleRank.Instance) { Gradients = this };

        public void Reduce(Tensor gradients)
        {
            Calls++;
            gradients.zero_();
        }
    }
}
