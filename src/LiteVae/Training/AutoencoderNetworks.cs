using LiteVae.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Training;

/// <summary>The tensors that training changes: weights, their moving average, the optimizer's moments. Owns them all.</summary>
internal sealed class TrainingTensors : IDisposable
{
    /// <summary>What a checkpoint calls the weights that are not averaged.</summary>
    public const string Weights = "weights";

    private readonly FlatParameters _parameters;
    private readonly FlatParameters? _averaged;
    private readonly WorkingCopy? _workingCopy;

    public TrainingTensors(Recipe recipe, Device device)
    {
        var config = recipe.Train;
        manual_seed(recipe.Seed);
        Model = new Autoencoder(recipe.Model);
        Initialisation.Apply(Model, config.Initialisation);
        Model.to(device);
        Model.train();
        _parameters = new FlatParameters(Model);
        Optimizer = new Adam(_parameters, config.Betas[0], config.Betas[1]);
        if (recipe.Loss.Adversarial is { } adversarial)
            Adversary = new AdversarialTraining(adversarial, recipe.Discriminator!, config.Precision, device);
        if (config.EmaDecay is not null)
        {
            AveragedModel = new Autoencoder(recipe.Model);
            AveragedModel.to(device);
            AveragedModel.eval();
            _averaged = new FlatParameters(AveragedModel, gradients: false);
            _averaged.Values.copy_(_parameters.Values);
        }
        if (config.Precision == TrainPrecision.Bf16)
            _workingCopy = new WorkingCopy(_parameters, recipe.Model, device);
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

    public Adam Optimizer { get; }

    /// <summary>The weight of the decoder's last layer, where eq. (2) measures gradients.</summary>
    public Tensor LastLayer { get; }

    /// <summary>The discriminator and its training; null where the objective has none.</summary>
    public AdversarialTraining? Adversary { get; }

    public IEnumerable<FlatParameter> Layout => _parameters.Layout.Concat(Adversary?.Layout ?? []);

    /// <summary>All gradients, [N].</summary>
    public Tensor Gradients => _parameters.Gradients!;

    /// <summary>What the averaged weights make of images: [B,3,H,W], without a graph.</summary>
    public Tensor ReconstructByAverage(Tensor images, Tensor noise)
    {
        using var guard = no_grad();
        using var posterior = AveragedModel!.Encode(images);
        return AveragedModel.Decode(posterior.Sample(noise));
    }

    /// <summary>Makes ready for a step: no gradients, and a copy in bfloat16 that is up to date.</summary>
    public void BeginStep()
    {
        Gradients.zero_();
        _workingCopy?.Refresh();
    }

    /// <summary>Differentiates a loss, and adds to the gradients.</summary>
    public void Backward(Tensor loss)
    {
        loss.backward();
        _workingCopy?.CollectGradients();
    }

    /// <summary>Moves the averaged weights towards the present ones.</summary>
    public void UpdateAverage(double decay)
    {
        if (_averaged is null)
            return;
        using var guard = no_grad();
        _averaged.Values.mul_(decay).add_(_parameters.Values, 1 - decay);
    }

    /// <summary>The tensors by their names in a checkpoint.</summary>
    public Dictionary<string, Tensor> Named()
    {
        var named = new Dictionary<string, Tensor>
        {
            [Weights] = _parameters.Values,
            ["adam.first_moment"] = Optimizer.FirstMoment,
            ["adam.second_moment"] = Optimizer.SecondMoment,
        };
        if (_averaged is not null)
            named["averaged_weights"] = _averaged.Values;
        foreach (var (name, value) in Adversary?.Named() ?? [])
            named[name] = value;
        return named;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
        AveragedModel?.Dispose();
        Adversary?.Dispose();
        _workingCopy?.Dispose();
        _parameters.Dispose();
        _averaged?.Dispose();
    }
}
