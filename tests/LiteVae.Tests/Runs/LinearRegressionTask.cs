using LiteVae.Checkpoints;
using LiteVae.Pictures;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Schedule;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs;

/// <summary>Learns y = A x + b from noisy points: a task that has nothing to do with images.</summary>
internal sealed class LinearRegressionTask : ITrainingTask
{
    private const int Inputs = 5;
    private const int BatchSize = 4;

    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly nn.Module<Tensor, Tensor> _averaged;
    private readonly ParameterGroup _group;
    private readonly nn.Module<Tensor, Tensor>? _idle;

    /// <param name="settings">The run's; null for the usual ones.</param>
    /// <param name="learningRate">The main group's; null for a constant one.</param>
    /// <param name="hasIdleGroup">Whether there is a second group, "idle", whose gradients stay nought.</param>
    public LinearRegressionTask(RunSettings? settings = null, LearningRateSchedule? learningRate = null, bool hasIdleGroup = false)
    {
        Settings = settings ?? DefaultSettings;
        manual_seed(Settings.Seed);
        _model = nn.Linear(Inputs, 2);
        _averaged = nn.Linear(Inputs, 2);
        _group = new ParameterGroup(_model, new ParameterGroupSettings { LearningRate = learningRate ?? new(0.05), Betas = [0.9, 0.99], GradientClip = 1 });
        _group.KeepAverage(_averaged, 0.9);
        _idle = hasIdleGroup ? nn.Linear(1, 1) : null;
        Groups = _idle is null ? [_group] : [_group, new ParameterGroup(_idle, new ParameterGroupSettings { Name = "idle", LearningRate = new(1), Betas = [0, 0] })];
    }

    public static RunSettings DefaultSettings { get; } = new()
    {
        Seed = 9,
        Phases = [new RunPhase("first", 20, BatchSize), new RunPhase("second", 20, BatchSize)],
        LogEvery = 1,
        SampleEvery = 10,
        CheckpointEvery = 5,
        KeepCheckpoints = 2,
    };

    /// <summary>Called with the steps done before gradients are computed.</summary>
    public Action<long>? BeforeGradients { get; init; }

    public RunSettings Settings { get; }

    public Device Device => CPU;

    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>The steps, counted from 1, of which the task was told that their numbers are read.</summary>
    public List<long> LoggedSteps { get; } = [];

    public HeadlineFigure? Headline { get; init; } = new("mse", "Error", "", "0.0000", HigherIsBetter: false);

    /// <summary>The parameters as they are.</summary>
    public float[] Weights => _group.Parameters.Values.data<float>().ToArray();

    public RunInfo Describe() => new()
    {
        Recipe = "regression",
        ConfigYaml = "seed: 9\n",
        Model = "linear regression",
        Parts = [new ModelPart("matrix", 2 * Inputs), new ModelPart("offset", 2)],
        Data = "points",
    };

    public IBatchLoader OpenLoader(long position) => new Points(position);

    public void ComputeGradients(TrainingBatch batch, StepContext step)
    {
        BeforeGradients?.Invoke(step.StepsDone);
        if (step.IsLogged)
            LoggedSteps.Add(step.StepsDone + 1);
        manual_seed(step.Seed);
        var noisy = batch[0].Plus(randn_like(batch[0]).Times(0.01));
        var loss = (_model.call(noisy) - batch[1]).Squared().mean();
        step.Scalars.Add("loss/total", loss.detach());
        loss.backward();
    }

    public SampleSheet? Sample(RunState state)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (x, y) = PointsAt(1_000_000);
        var error = (_averaged.call(x) - y).Squared().mean().ToNumber();
        var picture = new RgbImage(2, 2);
        Array.Fill(picture.Pixels, (byte)Math.Clamp(100 * error, 0, 255));
        return new SampleSheet(state.Step, state.Images, ["error"], [new SampleRow("held-out points", error, [picture])]) { Headline = Headline, Progress = picture };
    }

    public RunResult Complete(RunFolder folder, CancellationToken cancellationToken)
    {
        using var weights = _averaged.get_parameter("weight")!.detach().clone();
        SafetensorsWriter.Write(folder.Model, new Dictionary<string, Tensor> { ["weight"] = weights }, new Dictionary<string, string>());
        return new RunResult { Metrics = new Dictionary<string, double> { ["mse"] = 0.5 }, EvaluatedOn = "points", ModelPath = folder.Model };
    }

    public void Dispose()
    {
        foreach (var group in Groups)
            group.Dispose();
        _idle?.Dispose();
        _model.Dispose();
        _averaged.Dispose();
    }

    // A pure function of the position.
    private static (Tensor X, Tensor Y) PointsAt(long position)
    {
        var random = new Random((int)position);
        var x = new float[BatchSize, Inputs];
        var y = new float[BatchSize, 2];
        for (var i = 0; i < BatchSize; i++)
        {
            for (var j = 0; j < Inputs; j++)
            {
                x[i, j] = 2 * random.NextSingle() - 1;
                y[i, 0] += (j - 2) * x[i, j];
                y[i, 1] += x[i, j] / (j + 1);
            }
        }
        return (tensor(x), tensor(y));
    }

    private sealed class Points(long position) : IBatchLoader
    {
        public TrainingBatch Next()
        {
            var (x, y) = PointsAt(position);
            position += BatchSize;
            return new TrainingBatch(x, y);
        }

        public void Dispose()
        {
        }
    }
}
