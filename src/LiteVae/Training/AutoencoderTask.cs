using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Losses;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Ranks;
using LiteVae.Runs.Schedule;
using LiteVae.Runtime.Numbers;
using LiteVae.Training.Images;
using LiteVae.Training.Networks;
using LiteVae.Training.Report;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>The first stage as a task: an autoencoder that learns to reconstruct images, with or without an adversary.</summary>
internal sealed class AutoencoderTask : ITrainingTask
{
    private readonly Recipe _recipe;
    private readonly TrainedAutoencoder _networks;
    private readonly ReconstructionObjective _objective;
    private readonly TrainingData _data;
    private readonly ValidationSet _validation;
    private readonly RankGroup _ranks;

    /// <summary>Reads the weights of the objective's networks, opens the data, and makes fresh networks.</summary>
    /// <exception cref="DatasetException">The data cannot be read.</exception>
    /// <exception cref="Codec.Models.Files.CheckpointException">Weights of the objective are missing; the message has the command that brings them.</exception>
    /// <param name="recipe">What is trained, and how.</param>
    /// <param name="device">Where the networks compute.</param>
    /// <param name="begins">Whether the run begins here, rather than at a checkpoint that will replace all weights.</param>
    /// <param name="ranks">Those that train together; null: this process alone.</param>
    /// <exception cref="ConfigException">A batch cannot be divided evenly among the ranks.</exception>
    public AutoencoderTask(Recipe recipe, Device device, bool begins = true, RankGroup? ranks = null)
    {
        (_recipe, Device, _ranks) = (recipe, device, ranks ?? RankGroup.Alone);
        _ranks.RequireEvenBatches([.. recipe.Train.Phases.Select((phase, i) => ($"train.phases.{i}.batch_size", phase.BatchSize))], recipe.Train.Accumulate);
        Settings = recipe.Train.SettingsOf(recipe.Seed, [.. recipe.Train.Phases.Select(PhaseOf)]) with { KeepsBeginning = recipe.Origin is not null };
        _objective = new ReconstructionObjective(
            recipe.Loss, recipe.Train.Precision == TrainPrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32, device);
        _data = TrainingData.Open(recipe);
        _networks = new TrainedAutoencoder(recipe, device, begins && _ranks.IsFirst, _data.Training, _ranks);
        _validation = new ValidationSet(_data.Validation, recipe, _objective, device);
        Groups = _networks.Adversary is { } adversary ? [_networks.Group, adversary.Group] : [_networks.Group];
    }

    public RunSettings Settings { get; }

    public Device Device { get; }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public HeadlineFigure? Headline => ReconstructionSheet.Psnr;

    /// <summary>Files that could not be read so far.</summary>
    public SkippedImages Skipped => _data.Training.Skipped;

    public RunInfo Describe() => new()
    {
        Recipe = _recipe.Name,
        ConfigYaml = _recipe.ToYaml(),
        Model = ModelSummary.Describe(_recipe.Model),
        Parts =
        [
            new ModelPart("encoder", ModelSummary.Parameters(_networks.Model.Encoder)),
            new ModelPart("decoder", ModelSummary.Parameters(_networks.Model.Decoder)),
        ],
        Facts = [AutoencoderReport.LatentFact(_recipe.Model.LatentChannels, _recipe.Model.DownsamplingFactor)],
        Data = _data.Training.Description,
        DataCount = _data.Training.Count,
        PhaseTerm = "resolution",
        Report = AutoencoderReport.Content,
    };

    public IBatchLoader OpenLoader(long position)
    {
        var plan = new BatchPlan([.. _recipe.Train.Phases.Select(p => new DataPhase(p.Resolution, p.Steps, p.BatchSize) { ShortSide = p.ShortSide })]);
        var loader = new BatchLoader(_data.Training, plan, (ulong)_recipe.Seed, _recipe.Data.Workers, _recipe.Data.Flip, position, _ranks.Share);
        return new ImageBatchLoader(loader, Device);
    }

    public void ComputeGradients(TrainingBatch batch, StepContext step)
    {
        var images = batch[0]; // [B,3,R,R] in [-1,1]
        var parts = Settings.Accumulate;
        _networks.BeginStep();
        _networks.Adversary?.BeginStep(step);
        manual_seed(StepSeed.OfRank(step.Seed, _ranks.Share.Rank)); // of dropout, whose masks differ between ranks
        using var generator = new Generator((ulong)step.Seed, Device);
        var noise = _networks.Model.DrawNoise(images, generator, _ranks.Share);
        foreach (var (part, partNoise) in images.chunk(parts).Zip(noise.chunk(parts)))
        {
            using var scope = NewDisposeScope();
            if (_networks.Replicas is { } replicas && part.size(0) % replicas.Count == 0)
            {
                DifferentiateOnThreads(replicas, part, partNoise, step);
                continue;
            }
            var reconstruction = Differentiate(part, partNoise, step);
            _networks.Adversary?.Learn(step, part, reconstruction, parts);
        }
    }

    public SampleSheet? Sample(RunState state) => _validation.Sample(_networks.Best, state);

    public RunResult Complete(RunFolder folder, CancellationToken cancellationToken)
    {
        // Statistics that were measured of these very weights stay, as when a finished run is resumed.
        var statistics = _recipe.Train.Freeze == FrozenHalf.Encoder ? _recipe.Origin?.Scale : ModelFile.StatisticsOfSame(folder.Model, _networks.Best);
        ModelFile.Save(folder.Model, _networks.Best, statistics);
        var evaluated = _validation.Evaluate(_networks.Best, cancellationToken);
        return new RunResult { Metrics = evaluated.Metrics, Baselines = evaluated.Baselines, EvaluatedOn = evaluated.Description, ModelPath = folder.Model };
    }

    public void Dispose()
    {
        _networks.Dispose();
        _objective.Dispose();
        _data.Dispose();
    }

    // The autoencoder's side. Its graph, which holds every feature map, is freed before the discriminator makes its own:
    // only the reconstruction is left, without a graph.
    private Tensor Differentiate(Tensor part, Tensor noise, StepContext step)
    {
        using var scope = NewDisposeScope();
        var averaged = _objective.ComparesWithAverage ? _networks.ReconstructByAverage(part, noise) : null;
        var (terms, reconstruction) = Compare(_networks.Network, part, noise, step, averaged);
        _networks.Adversary?.AddGeneratorTerm(terms, step, reconstruction, _networks.LastLayer);
        step.Scalars.Add(terms.Named);
        _networks.Backward(terms.Total.DividedBy(Settings.Accumulate));
        return reconstruction.detach().MoveToOuterDisposeScope();
    }

    // The same without a discriminator, for a part that threads divide among themselves: the mean over its images is that of the threads' means.
    private void DifferentiateOnThreads(ModelReplicas replicas, Tensor part, Tensor noise, StepContext step)
    {
        var (images, noises) = (part.chunk(replicas.Count), noise.chunk(replicas.Count));
        var named = new (string Name, Tensor Value)[replicas.Count][];
        replicas.Differentiate((thread, network) =>
        {
            using var scope = NewDisposeScope();
            var (terms, _) = Compare(network, images[thread], noises[thread], step);
            terms.Total.DividedBy(Settings.Accumulate * replicas.Count).backward();
            named[thread] = [.. terms.Named.Select(t => (t.Name, t.Value.DetachFromDisposeScope()))];
        });
        foreach (var (name, value) in named.SelectMany(terms => terms))
        {
            using (value)
                step.Scalars.Add(name, value.DividedBy(replicas.Count));
        }
    }

    // All terms but the discriminator's, and the reconstruction with its graph.
    private (LossTerms Terms, Tensor Reconstruction) Compare(Autoencoder network, Tensor part, Tensor noise, StepContext step, Tensor? averaged = null)
    {
        using var posterior = Encode(network, part);
        var latent = posterior.Sample(noise);
        var reconstruction = network.Decode(latent);
        var terms = _objective.Compute(reconstruction, part, posterior, averaged);
        if (_recipe.Loss.ScaleEquivariance?.IsDrawn(step.Seed) == true)
            _objective.AddScaleEquivariance(terms, network.Decode(nn.functional.avg_pool2d(latent, 2)), part);
        return (terms, reconstruction);
    }

    // A frozen encoder makes no graph.
    private DiagonalGaussian Encode(Autoencoder network, Tensor part)
    {
        using var guard = _recipe.Train.Freeze == FrozenHalf.Encoder ? no_grad() : null;
        return network.Encode(part);
    }

    private static RunPhase PhaseOf(TrainPhase phase) => new($"{phase.Resolution} px", phase.Steps, phase.BatchSize)
    {
        Detail = $"{phase.Resolution}x{phase.Resolution}",
        Figures = new Dictionary<string, double> { ["resolution"] = phase.Resolution },
        ImageCost = (double)phase.Resolution * phase.Resolution,
    };
}
