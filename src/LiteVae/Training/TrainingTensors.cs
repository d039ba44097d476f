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
        if (config.EmaDecay is null)
            return;
        AveragedModel = new Autoencoder(recipe.Model);
        AveragedModel.to(device);
        AveragedModel.eval();
        _averaged = new FlatParameters(AveragedModel, gradients: false);
        _averaged.Values.copy_(_parameters.Values);
    }

    /// <summary>The model being trained.</summary>
    public Autoencoder Model { get; }

    /// <summary>The model with averaged weights; null where none are kept.</summary>
    public Autoencoder? AveragedModel { get; }

    /// <summary>The model to evaluate and to save: averaged weights where there are any.</summary>
    public Autoencoder Best => AveragedModel ?? Model;

    public Adam Optimizer { get; }

    public IReadOnlyList<FlatParameter> Layout => _parameters.Layout;

    /// <summary>All gradients, [N].</summary>
    public Tensor Gradients => _parameters.Gradients!;

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
        return named;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
        AveragedModel?.Dispose();
        _parameters.Dispose();
        _averaged?.Dispose();
    }
}
