using System.Numerics;
using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Data;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Ranks;
using LiteVae.Runtime;
using LiteVae.Training.Adversarial;
using LiteVae.Training.Networks.Linear;
using LiteVae.Training.Origins;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks;

/// <summary>The networks that training changes: the autoencoder, its moving average, its copy in bfloat16, the discriminator. Owns them all.</summary>
internal sealed class TrainedAutoencoder : IDisposable
{
    private readonly WorkingCopy? _workingCopy;

    /// <param name="recipe">What is trained, and how. Fresh weights follow from its seed.</param>
    /// <param name="device">Where the networks compute.</param>
    /// <param name="begins">Whether the run begins: then weights that the recipe takes from files are read. Otherwise a checkpoint replaces all of them.</param>
    /// <param name="images">The images of the training, to which a linear start is fitted; not owned, and not read for any other.</param>
    /// <param name="ranks">Those that train together; null: this process alone.</param>
    public TrainedAutoencoder(Recipe recipe, Device device, bool begins = true, IImageSource? images = null, RankGroup? ranks = null)
    {
        var config = recipe.Train;
        manual_seed(recipe.Seed);
        Model = new Autoencoder(recipe.Model);
        Initialization.Apply(Model, config.Initialization);
        if (begins && recipe.Origin is { } origin)
            StartingWeights.Load(Model, origin);
        if (begins && images is not null && config.Initialization.Type == InitializationType.Linear)
            FitLinearly(recipe, images);
        Model.to(device);
        Model.train();
        Group = new ParameterGroup(Model, config.GroupSettings(config.Phases.Sum(p => p.Steps)), ModelHalves.IsFrozen(config.Freeze));
        if (recipe.Loss.Adversarial is { } adversarial)
            Adversary = new AdversarialTraining(adversarial, recipe.Discriminator!, config.Precision, device, ranks ?? RankGroup.Alone);
        if (config.EmaDecay is { } decay)
        {
            AveragedModel = new Autoencoder(recipe.Model);
            AveragedModel.to(device);
            AveragedModel.eval();
            Group.KeepAverage(AveragedModel, decay);
        }
        if (config.Precision == TrainPrecision.Bf16)
            _workingCopy = new WorkingCopy(Group.Parameters, Group.Frozen, recipe.Model, device);
        Replicas = CreateReplicas(recipe, device, ranks ?? RankGroup.Alone);
        LastLayer = Network.named_parameters().Single(p => p.name is "decoder.conv_out.weight" or "decoder.conv_out.conv.weight").parameter;
    }

    /// <summary>The model being trained.</summary>
    public Autoencoder Model { get; }

    /// <summary>The model through which a step's images go: the one being trained, or its copy in bfloat16.</summary>
    public Autoencoder Network => _workingCopy?.Model ?? Model;

    /// <summary>The model with averaged weights; null where none are kept.</summary>
    public Autoencoder? AveragedModel { get; }

    /// <summary>The model to evaluate and to save: averaged weights where there are any.</summary>
    public Autoencoder Best => AveragedModel ?? Model;

    /// <summary>The parameters of <see cref="Model"/> with their optimizer.</summary>
    public ParameterGroup Group { get; }

    /// <summary>The weight of the decoder's last layer, where eq. (2) measures gradients.</summary>
    public Tensor LastLayer { get; }

    /// <summary>The discriminator and its training; null where the objective has none.</summary>
    public AdversarialTraining? Adversary { get; }

    /// <summary>The models of the threads that divide a batch; null where one thread's operations use all processor threads.</summary>
    public ModelReplicas? Replicas { get; }

    /// <summary>Brings the copy in bfloat16 up to date, where there is one.</summary>
    public void BeginStep() => _workingCopy?.Refresh();

    /// <summary>What the averaged weights make of images: [B,3,H,W], without a graph.</summary>
    public Tensor ReconstructByAverage(Tensor images, Tensor noise)
    {
        using var guard = no_grad();
        using var posterior = AveragedModel!.Encode(images);
        return AveragedModel.Decode(posterior.Sample(noise));
    }

    /// <summary>Differentiates a loss, and adds to the gradients.</summary>
    public void Backward(Tensor loss)
    {
        loss.backward();
        _workingCopy?.CollectGradients();
    }

    private void FitLinearly(Recipe recipe, IImageSource source)
    {
        using var scope = NewDisposeScope();
        var images = LinearStart.Load(source, recipe.Train.Phases[^1].PictureSide, recipe.Seed, recipe.Data.Workers);
        LinearStart.Fit(Model, images, recipe.Seed, encoder: recipe.Origin?.Encoder is null, decoder: recipe.Origin?.Decoder is null);
    }

    // A batch is divided where its images do not depend on each other: not where there is a discriminator or where averaged weights are compared with.
    // Masks of dropout would follow from the order in which threads draw them.
    private ModelReplicas? CreateReplicas(Recipe recipe, Device device, RankGroup ranks)
    {
        if (device.type != DeviceType.CPU || _workingCopy is not null || Adversary is not null || recipe.Loss.Ldl > 0 || HasDropout(recipe.Model))
            return null;
        var count = recipe.Train.Phases.Select(p => p.BatchSize / (recipe.Train.Accumulate * ranks.Share.Size)).Aggregate(TorchRuntime.Threads, (a, b) => (int)BigInteger.GreatestCommonDivisor(a, b));
        return count > 1 ? new ModelReplicas(Model, Group.Parameters, Group.Frozen, count) : null;
    }

    private static bool HasDropout(AutoencoderConfig model) => model.Decoder.Dropout > 0 || model.Encoder switch
    {
        SdEncoderConfig sd => sd.Dropout > 0,
        LiteVaeEncoderConfig litevae => HasDropout(litevae.Extractor) || HasDropout(litevae.Aggregator),
        _ => false,
    };

    private static bool HasDropout(FeatureNetworkConfig network) => network switch
    {
        UNetConfig unet => unet.Dropout > 0,
        NafNetConfig nafnet => nafnet.Dropout > 0,
        VitConfig vit => vit.Dropout > 0,
        _ => false,
    };

    public void Dispose()
    {
        Replicas?.Dispose();
        Group.Dispose();
        Model.Dispose();
        AveragedModel?.Dispose();
        Adversary?.Dispose();
        _workingCopy?.Dispose();
    }
}
