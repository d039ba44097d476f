using LiteVae.Runs.Description;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class SingleBatchTrainingTests
{
    private static readonly string[] s_settings = ["train.phases=[{resolution: 16, steps: 40, batch_size: 3}]", "train.sample_every=1000"];

    [Fact]
    public void A_model_learns_its_batch_by_heart()
    {
        using var images = Images(3);
        var observer = new Recorder();
        SingleBatchTraining.Run(TinyRecipe.Read(s_settings), images, observer);
        var losses = observer.Logs.Where(l => l.Values.ContainsKey("loss/l1")).Select(l => l.Values["loss/l1"]).ToArray();
        Assert.Equal(40, losses.Length);
        Assert.True(losses[^1] < 0.8 * losses[0], $"from {losses[0]} to {losses[^1]}");
        Assert.Equal<(RunInfo?, RunSummary?)>((null, null), (observer.Run, observer.Summary));
        Assert.Equal(3, images.size(0)); // still there
    }

    [Fact]
    public void It_ends_after_the_step_in_which_it_is_asked_to()
    {
        using var images = Images(3);
        using var stop = new CancellationTokenSource();
        long last = 0;
        var observer = new Recorder
        {
            OnStep = step =>
            {
                last = step;
                if (step == 2)
                    stop.Cancel();
            },
        };
        SingleBatchTraining.Run(TinyRecipe.Read(s_settings), images, observer, cancellationToken: stop.Token);
        Assert.Equal(2, last);
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var images = Images(3);
        List<long> counts = [];
        var observer = new Recorder
        {
            OnStep = step =>
            {
                if (step == 5)
                {
                    GC.Collect(); // what was left to the collector before the first step
                    GC.WaitForPendingFinalizers();
                }
                if (step is 5 or 10)
                    counts.Add(Tensor.TotalCount);
            },
        };
        SingleBatchTraining.Run(TinyRecipe.Read("train.phases=[{resolution: 16, steps: 10, batch_size: 3}]", "train.log_every=5"), images, observer);
        Assert.Equal(counts[0], counts[1]);
    }

    [Fact]
    public void Images_of_another_shape_are_refused()
    {
        using var images = Images(4);
        Assert.Throws<ArgumentException>(() => SingleBatchTraining.Run(TinyRecipe.Read(), images[0], new Recorder()));
    }

    private static Tensor Images(int count)
    {
        manual_seed(1);
        return empty(count, 3, 16, 16).uniform_(-1, 1);
    }
}
