namespace LiteVae.Codec.Networks;

/// <summary>Computes one network's outputs for batches of any size.</summary>
internal interface INetworkRunner : IDisposable
{
    /// <summary>Reads and prepares the weights now, rather than at the first call.</summary>
    void Prepare();

    /// <summary>Computes the outputs of images.</summary>
    /// <param name="input">[B,H,W,C].</param>
    /// <param name="outputOf">Gives the memory of the output, once its shape is known: called once, with the shape of all images.</param>
    /// <param name="observer">Told of every layer of every part of the batch, where the runner knows layers.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    void Run(FeatureMaps input, Func<FeatureMaps, FeatureMaps> outputOf, Action<LayerRun>? observer = null, CancellationToken cancellationToken = default);
}
