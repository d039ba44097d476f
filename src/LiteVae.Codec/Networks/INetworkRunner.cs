namespace LiteVae.Codec.Networks;

/// <summary>Computes one network's outputs for batches of any size.</summary>
internal interface INetworkRunner : IDisposable
{
    /// <summary>Whether norms can be given the statistics of a picture of which a tile is computed.</summary>
    bool TakesStatistics => false;

    /// <summary>Reads and prepares the weights now, rather than at the first call.</summary>
    void Prepare();

    /// <summary>Computes the outputs of images.</summary>
    /// <param name="input">[B,H,W,C].</param>
    /// <param name="outputOf">Gives the memory of the output, once its shape is known: called once, with the shape of all images.</param>
    /// <param name="observer">Told of every layer of every part of the batch, where the runner knows layers.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    void Run(FeatureMaps input, Func<FeatureMaps, FeatureMaps> outputOf, Action<LayerRun>? observer = null, CancellationToken cancellationToken = default);

    /// <summary>Computes the output of a tile of a picture, whose norms take their statistics from elsewhere.</summary>
    /// <param name="input">[1,H,W,C].</param>
    /// <param name="output">The memory of the output.</param>
    /// <param name="statistics">Asked by each norm in turn.</param>
    /// <param name="observer">Told of every layer.</param>
    /// <param name="cancellationToken">Ends the work between two layers.</param>
    /// <exception cref="NotSupportedException">The runner is none that <see cref="TakesStatistics"/>.</exception>
    void RunTile(FeatureMaps input, FeatureMaps output, PictureStatistics statistics, Action<LayerRun>? observer, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This runner's norms take their own statistics alone.");
}
