using LiteVae.Autoencoders;
using LiteVae.Runs.Optimization;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks;

/// <summary>One model for each of several threads, which divide the images of a batch: all have the same weights in the same memory, and gradients of their own.</summary>
internal sealed class ModelReplicas : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly Autoencoder[] _models; // the model that is trained, then its replicas
    private readonly Tensor[] _gradients; // of the replicas
    private readonly ThreadShares _threads;

    /// <param name="model">The model that is trained; not owned.</param>
    /// <param name="parameters">Its parameters that are trained; not owned.</param>
    /// <param name="frozen">Its other parameters; null where there are none.</param>
    /// <param name="count">The number of threads; at least two.</param>
    public ModelReplicas(Autoencoder model, FlatParameters parameters, FlatParameters? frozen, int count)
    {
        _parameters = parameters;
        _threads = new ThreadShares(count);
        var replicas = Enumerable.Range(1, count - 1).Select(_ => new Autoencoder(model.Config)).ToArray();
        _gradients = [.. replicas.Select(replica =>
        {
            replica.train();
            frozen?.ShareWith(replica);
            return parameters.ShareWithGradients(replica);
        })];
        _models = [model, .. replicas];
    }

    /// <summary>The number of threads, and of the parts into which a batch is divided.</summary>
    public int Count => _threads.Count;

    /// <summary>Has each thread add to its gradients, then adds those of the replicas to the model's, in the order of the threads.</summary>
    /// <param name="differentiate">Called on each thread with its number and its model.</param>
    public void Differentiate(Action<int, Autoencoder> differentiate)
    {
        _threads.Run(i => differentiate(i, _models[i]));
        using var guard = no_grad();
        foreach (var gradients in _gradients)
        {
            _parameters.Gradients!.AddInPlace(gradients);
            gradients.zero_();
        }
    }

    public void Dispose()
    {
        _threads.Dispose();
        foreach (var replica in _models.Skip(1))
            replica.Dispose();
        foreach (var gradients in _gradients)
            gradients.Dispose();
    }
}
