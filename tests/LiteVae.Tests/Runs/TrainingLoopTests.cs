using LiteVae.Distributed;
using LiteVae.Runs;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Ranks;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs;

public sealed class TrainingLoopTests
{
    private static readonly RunSettings Short = LinearRegressionTask.DefaultSettings with
    {
        Phases = [new("first", 4, 4) { Figures = new Dictionary<string, double> { ["resolution"] = 64 } }, new("second", 3, 4)],
        LogEvery = 3,
        SampleEvery = 2,
        CheckpointEvery = 1000,
        MaxSkippedSteps = 2,
    };

    [Fact]
    public void Numbers_and_samples_come_every_so_many_steps_and_samples_at_the_end_too()
    {
        using var task = new LinearRegressionTask(Short);
        var recorder = new Recorder();
        var steps = new List<long>();
        var loop = Loop(task, new Recorder { OnStep = steps.Add }, RankGroup.Alone, recorder);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], steps);
        Assert.Equal([3, 6], recorder.Logs.Where(l => l.Values.ContainsKey("loss/total")).Select(l => l.Step));
        Assert.Equal([2, 4, 6, 7], recorder.Logs.Where(l => l.Values.ContainsKey("eval/mse")).Select(l => l.Step));
        Assert.Equal([(3, 12), (6, 24)], recorder.Logs.Where(l => l.Values.ContainsKey("loss/total")).Select(l => (l.Step, l.Images)));
        Assert.Equal([2, 4, 6, 7], recorder.Sheets.Select(s => s.Step));
        Assert.Same(recorder.Sheets[^1], loop.LastSheet);
        Assert.Equal([3, 6], task.LoggedSteps);
        Assert.Equal(7, loop.LastSheet!.Step);
        Assert.Equal(loop.LastSheet.Score, loop.State.Score);
        Assert.True(loop.IsComplete);

        var first = recorder.Logs.First(l => l.Values.ContainsKey("loss/total")).Values;
        Assert.Equal(["gradient_norm", "images_per_second", "learning_rate", "loss/total", "resolution", "skipped_steps"], first.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((64, 0.05, 0), (first["resolution"], first["learning_rate"], first["skipped_steps"]));
        Assert.DoesNotContain("resolution", recorder.Logs.Last(l => l.Values.ContainsKey("loss/total")).Values.Keys);
    }

    [Fact]
    public void A_step_whose_gradient_is_not_finite_is_skipped_and_counted()
    {
        using var task = new LinearRegressionTask(Short);
        var weights = new List<float[]> { task.Weights };
        var recorder = new Recorder();
        var loop = Loop(task, new Recorder { OnStep = _ => weights.Add(task.Weights) }, Spoiled.At(2, 3, 6), recorder);
        for (var step = 1; step <= 7; step++)
            Assert.Equal(step is 2 or 3 or 6, weights[step].SequenceEqual(weights[step - 1]));
        Assert.Equal((7, 28, 3, 0), (loop.State.Step, loop.State.Images, loop.State.Skipped, loop.State.SkippedInARow));
        Assert.Equal([2.0, 3], recorder.Logs.Where(l => l.Values.ContainsKey("loss/total")).Select(l => l.Values["skipped_steps"]));
    }

    [Fact]
    public void If_one_of_several_groups_has_a_gradient_that_is_not_finite_none_is_updated()
    {
        using var task = new LinearRegressionTask(Short, hasIdleGroup: true);
        var before = task.Weights;
        var weights = new List<float[]>();
        var recorder = new Recorder();
        Loop(task, new Recorder { OnStep = _ => weights.Add(task.Weights) }, Spoiled.At(2, 3), recorder); // of the idle group in step 1, of the main one in step 2
        Assert.Equal([true, true, false], new[] { weights[0], weights[1], weights[2] }.Select(w => w.SequenceEqual(before)));
        var keys = recorder.Logs.Last(l => l.Values.ContainsKey("loss/total")).Values.Keys.ToList();
        Assert.Equal(keys.IndexOf("idle/gradient_norm") + 1, keys.IndexOf("gradient_norm"));
    }

    [Fact]
    public void The_learning_rate_that_is_logged_is_that_of_the_step()
    {
        using var task = new LinearRegressionTask(Short, new LearningRateSchedule(0.7, WarmupSteps: 7));
        var recorder = new Recorder();
        Loop(task, recorder, RankGroup.Alone);
        Assert.Equal([0.3, 0.6], recorder.Logs.Where(l => l.Values.ContainsKey("learning_rate")).Select(l => l.Values["learning_rate"]), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void One_step_more_in_a_row_than_may_be_skipped_ends_the_run()
    {
        using var task = new LinearRegressionTask(Short);
        var steps = new List<long>();
        var e = Assert.Throws<NonFiniteLossException>(() => Loop(task, new Recorder { OnStep = steps.Add }, Spoiled.At(1, 3, 4, 5)));
        Assert.Equal([1, 2, 3, 4], steps);
        Assert.StartsWith("Training diverged at step 5, after 2 skipped in a row: the norm of the gradients is NaN.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_diverges_says_what_the_norm_was()
    {
        using var task = new LinearRegressionTask(Short with { MaxSkippedSteps = 0 });
        var e = Assert.Throws<NonFiniteLossException>(() => Loop(task, new Recorder(), Spoiled.With(float.PositiveInfinity, 2)));
        Assert.StartsWith("Training diverged at step 2: the norm of the gradients is Infinity.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_without_figures_log_none()
    {
        using var task = new LinearRegressionTask(Short) { Headline = null };
        var recorder = new Recorder();
        Loop(task, recorder, RankGroup.Alone);
        Assert.Equal(4, recorder.Sheets.Count);
        Assert.Equal([3, 6], recorder.Logs.Select(l => l.Step));
    }

    [Fact]
    public void Losses_that_are_not_finite_are_named()
    {
        var scalars = new Dictionary<string, double> { ["loss/l1"] = 0.5, ["loss/kl"] = double.PositiveInfinity, ["loss/total"] = double.NaN };
        var e = new NonFiniteLossException(RunState.Start with { Step = 9, SkippedInARow = 1 }, scalars, 1);
        Assert.StartsWith("Training diverged at step 9: loss/kl is Infinity, loss/total is NaN. A lower", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Asked_to_stop_it_ends_after_the_step()
    {
        using var task = new LinearRegressionTask(Short);
        using var stop = new CancellationTokenSource();
        using var batches = task.OpenLoader(0);
        var loop = new TrainingLoop(task, RunState.Start, new Recorder { OnStep = s => { if (s == 4) stop.Cancel(); } }, checkpoints: null, RankGroup.Alone);
        loop.Run(batches, stop.Token);
        Assert.Equal((4, false), (loop.State.Step, loop.IsComplete));
        Assert.Equal(4, loop.LastSheet!.Step);
        Assert.True(loop.Elapsed > TimeSpan.Zero);
    }

    private static TrainingLoop Loop(LinearRegressionTask task, Recorder observer, RankGroup ranks, Recorder? second = null)
    {
        using var batches = task.OpenLoader(0);
        using var both = new CompositeObserver(observer, second ?? new Recorder());
        var loop = new TrainingLoop(task, RunState.Start, both, checkpoints: null, ranks);
        loop.Run(batches, CancellationToken.None);
        return loop;
    }

    /// <summary>Makes one gradient of the named steps not a number, or the value given.</summary>
    private sealed class Spoiled(float value, int[] steps) : IGradientReduction
    {
        private int _step;

        public static RankGroup At(params int[] steps) => With(float.NaN, steps);

        public static RankGroup With(float value, params int[] steps) => new(SingleRank.Instance) { Gradients = new Spoiled(value, steps) };

        public void Reduce(Tensor gradients)
        {
            if (steps.Contains(++_step))
                gradients[1] = value;
        }
    }
}
