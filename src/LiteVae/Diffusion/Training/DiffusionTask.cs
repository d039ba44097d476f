using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Diffusion.Denoisers;
using LiteVae.Diffusion.LatentData;
using LiteVae.Diffusion.Recipes;
using LiteVae.Distributed;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Ranks;
using LiteVae.Runs.Schedule;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Diffusion.Training;

/// <summary>The second stage as a task: a denoiser that learns to tell the noise of latents.</summary>
internal sealed class DiffusionTask : ITrainingTask
{
    private readonly DiffusionRecipe _recipe;
    private readonly LatentSet _set;
    private readonly LatentCodec _firstStage;
    private readonly DiffusionHeader _header;
    private readonly ForwardProcess _process;
    private readonly SampleSheets _sheets;
    private readonly Denoiser _denoiser;
    private readonly Denoiser? _averaged;
    private readonly ParameterGroup _group;
    private readonly RankGroup _ranks;

    /// <summary>Makes a fresh denoiser.</summary>
    /// <param name="recipe">What is trained, and how.</param>
    /// <param name="set">The latents; owned from here on.</param>
    /// <param name="firstStage">Decodes samples; owned from here on.</param>
    /// <param name="device">Where the denoiser computes.</param>
    /// <param name="ranks">Those that train together; null: this process alone.</param>
    /// <exception cref="ConfigException">The recipe does not go with the latents, or a batch cannot be divided evenly among the ranks.</exception>
    public DiffusionTask(DiffusionRecipe recipe, LatentSet set, LatentCodec firstStage, Device device, RankGroup? ranks = null)
    {
        _ranks = ranks ?? RankGroup.Alone;
        _ranks.RequireEvenBatches([("train.batch_size", recipe.Train.BatchSize)], recipe.Train.Accumulate);
        (_recipe, _set, _firstStage, Device) = (recipe, set, firstStage, device);
        var train = recipe.Train;
        _header = new DiffusionHeader(ConfigFor(recipe, set), set.Scale);
        _process = new ForwardProcess(recipe.Process);
        _sheets = new SampleSheets(recipe.Samples, set, recipe.Data.Flip, firstStage);
        Settings = train.SettingsOf(recipe.Seed, [new RunPhase(SizeOf(set.Shape), train.Steps, train.BatchSize)]) with { ResumeCommand = "litevae diffusion train --resume" };

        manual_seed(recipe.Seed);
        _denoiser = Denoiser.Create(_header.Config.Denoiser);
        _denoiser.to(device);
        _denoiser.train();
        _group = new ParameterGroup(_denoiser, train.GroupSettings(train.Steps));
        if (train.EmaDecay is { } decay)
        {
            _averaged = Denoiser.Create(_header.Config.Denoiser);
            _averaged.to(device);
            _averaged.eval();
            _group.KeepAverage(_averaged, decay);
        }
        Groups = [_group];
    }

    public RunSettings Settings { get; }

    public Device Device { get; }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    // The loss says little of how good samples are, and judging samples takes more of them than are drawn on the way.
    public HeadlineFigure? Headline => null;

    private Denoiser Best => _averaged ?? _denoiser;

    private bool IsLabeled => _header.Config.Classes.Count > 0;

    public RunInfo Describe() => new()
    {
        Recipe = _recipe.Name,
        ConfigYaml = _recipe.ToYaml(),
        Model = DiffusionReport.Describe(_header.Config),
        Parts = [new ModelPart("denoiser", ModelSummary.Parameters(_denoiser))],
        Facts = DiffusionReport.Facts(_header, _firstStage),
        Data = _recipe.Data.Path,
        DataCount = _set.Count,
        Report = DiffusionReport.Content,
    };

    public IBatchLoader OpenLoader(long position) => new LatentBatchLoader(
        _set, _recipe.Train.BatchSize, (ulong)_recipe.Seed, _recipe.Data.Flip, IsLabeled, _recipe.Data.Workers, position, Device, _ranks.Share);

    public void ComputeGradients(TrainingBatch batch, StepContext step)
    {
        manual_seed(StepSeed.OfRank(step.Seed, _ranks.Share.Rank)); // of dropout, whose masks differ between ranks
        // Everything else that is random is drawn for the batch of all ranks, of which each takes its part.
        using var generator = new Generator((ulong)step.Seed, Device);
        var (start, count) = _ranks.Share.EvenPart(_recipe.Train.BatchSize);
        var clean = Normalize(batch[0].Plus(batch[1] * DrawNoise(batch[1], generator))); // a sample of each posterior, [B,Z,h,w]
        var noise = DrawNoise(clean, generator);
        var times = _process.DrawTimes(_recipe.Train.BatchSize, step.Seed)[start..(start + count)];
        var labels = IsLabeled ? DropClasses(batch[2], generator) : null;
        var (noisy, target) = _process.Corrupt(clean, noise, times);
        var errors = new List<Tensor>();
        var size = count / Settings.Accumulate;
        for (var first = 0; first < count; first += size)
        {
            using var scope = NewDisposeScope();
            double[] partTimes = times[first..(first + size)];
            var told = tensor([.. partTimes.Select(_process.NetworkTime)], ScalarType.Float64).to(Device);
            var weights = tensor([.. partTimes.Select(t => (float)_process.WeightAt(t))], ScalarType.Float32).to(Device);
            var predicted = _denoiser.call(noisy.narrow(0, first, size), told, labels?.narrow(0, first, size));
            var error = (predicted - target.narrow(0, first, size)).Squared().mean([1, 2, 3]); // [B]
            (weights * error).mean().DividedBy(Settings.Accumulate).backward();
            errors.Add(error.detach().MoveToOuterDisposeScope());
        }
        if (step.IsLogged)
            Log(step.Scalars, cat([.. errors]), times);
    }

    public SampleSheet? Sample(RunState state)
    {
        var training = Best.training;
        Best.eval();
        try
        {
            using var network = Prepare(Best);
            return _sheets.Draw(_header, network, state);
        }
        finally
        {
            Best.train(training);
        }
    }

    public RunResult Complete(RunFolder folder, CancellationToken cancellationToken)
    {
        DiffusionFile.Save(folder.Model, Best, _header);
        if (_recipe.Samples.Evaluated == 0)
            return new RunResult { ModelPath = folder.Model };
        Best.eval();
        using var network = Prepare(Best);
        var (metrics, evaluatedOn) = SampleQuality.Measure(_recipe, _header, network, _set, _firstStage, cancellationToken);
        return new RunResult { ModelPath = folder.Model, Metrics = metrics, EvaluatedOn = evaluatedOn };
    }

    public void Dispose()
    {
        _group.Dispose();
        _denoiser.Dispose();
        _averaged?.Dispose();
        _firstStage.Dispose();
        _set.Dispose();
    }

    /// <summary>The config of the model that a recipe makes of a data set.</summary>
    /// <exception cref="ConfigException">They do not go together.</exception>
    private static DiffusionConfig ConfigFor(DiffusionRecipe recipe, LatentSet set)
    {
        string[] classes = recipe.Data.Classes ? [.. set.Info.Classes] : [];
        if (recipe.Data.Classes && classes.Length == 0)
            throw new ConfigException("data.classes", $"the images of {recipe.Data.Path} have no classes: each must lie in a folder named for its class");
        var config = new DiffusionConfig
        {
            Denoiser = recipe.Denoiser with { Channels = set.Shape[0], Labels = classes.Length == 0 ? 0 : classes.Length + 1 },
            Prediction = recipe.Process.Prediction,
            Schedule = recipe.Process.Schedule,
            Classes = classes,
            LatentShape = [.. set.Shape],
            FirstStage = set.Info.FirstStage,
        };
        config.ThrowIfInvalid();
        if (set.Shape[1] % config.Denoiser.Multiple != 0 || set.Shape[2] % config.Denoiser.Multiple != 0)
            throw new ConfigException("denoiser", $"halves latents down to a {config.Denoiser.Multiple}th of their side, but the latents are {SizeOf(set.Shape)}: choose another data.resolution or a denoiser of fewer levels");
        return config;
    }

    private static string SizeOf(IReadOnlyList<int> shape) => $"{shape[1]}x{shape[2]}x{shape[0]}";

    // On a processor, the codec's kernels predict faster than modules do.
    private IDenoiserNetwork Prepare(Denoiser denoiser)
    {
        if (Device.type != DeviceType.CPU || !CodecRuntime.KernelsEnabled)
            return new ModuleDenoiser(denoiser, Device);
        using var weights = new ModuleTensors(denoiser);
        return DenoiserNetwork.Create(denoiser.Config, weights);
    }

    // (z - mean) / std per channel.
    private Tensor Normalize(Tensor latents)
    {
        Tensor PerChannel(IEnumerable<double> values)
        {
            float[] floats = [.. values.Select(v => (float)v)];
            return tensor(floats, [1, floats.Length, 1, 1]).to(Device);
        }
        return (latents - PerChannel(_set.Scale.Mean)) / PerChannel(_set.Scale.StandardDeviation);
    }

    // The class after the last one means "no class".
    private Tensor DropClasses(Tensor labels, Generator generator)
    {
        var none = tensor([.. Enumerable.Repeat((long)_header.Config.Classes.Count, (int)labels.shape[0])], ScalarType.Int64).to(Device);
        var draws = rand(_recipe.Train.BatchSize, device: Device, generator: generator).narrow(0, _ranks.Share.Rank * labels.shape[0], labels.shape[0]);
        return where(draws.GreaterThan(_recipe.Data.ClassDropout), labels, none);
    }

    private Tensor DrawNoise(Tensor like, Generator generator) =>
        randn([_recipe.Train.BatchSize, .. like.shape[1..]], ScalarType.Float32, Device, generator: generator).narrow(0, _ranks.Share.Rank * like.size(0), like.size(0));

    private void Log(StepScalars scalars, Tensor errors, double[] times)
    {
        double[] values = _ranks.Communicator.Collect([.. errors.to(ScalarType.Float64).cpu().data<double>()]);
        times = _ranks.Communicator.Collect(times);
        void Add(string name, double value)
        {
            using var scalar = tensor(value, ScalarType.Float64);
            scalars.AddWhole(name, scalar);
        }
        Add("loss/total", values.Select((v, i) => v * _process.WeightAt(times[i])).Average());
        foreach (var quarter in values.Zip(times).GroupBy(p => Math.Min(3, (int)(4 * _process.ShareOf(p.Second)))).OrderBy(g => g.Key))
            Add($"loss/quarter_{quarter.Key + 1}", quarter.Average(p => p.First));
    }
}
