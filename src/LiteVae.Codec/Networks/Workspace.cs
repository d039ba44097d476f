namespace LiteVae.Codec.Networks;

/// <summary>What one run of a network needs besides weights and input: memory, an observer, and the wish to stop.</summary>
/// <param name="pool">Memory of feature maps.</param>
/// <param name="observer">Told of every layer when it has computed its output, in the order of the computation.</param>
/// <param name="cancellationToken">Ends the run between two layers.</param>
internal sealed unsafe class Workspace(FeatureMapPool pool, Action<LayerRun>? observer = null, CancellationToken cancellationToken = default)
{
    /// <summary>Gives the norms statistics of the whole picture, of which the run computes a tile; null: each norm takes those of its input.</summary>
    public PictureStatistics? Statistics { get; init; }

    /// <summary>What each image's result depends on besides its feature maps; null of networks that depend on nothing else.</summary>
    public Condition? Condition { get; set; }

    /// <summary>Whether the run is a rehearsal: shapes, memory and work are counted, and nothing is computed.</summary>
    public bool IsRehearsal => pool.IsSimulated;

    /// <summary>Feature maps whose values are not set.</summary>
    public Features Rent(int images, int height, int width, int channels)
    {
        var memory = pool.Rent((long)images * height * width * channels);
        return new Features(new FeatureMaps(memory.Pointer, images, height, width, channels), memory, pool);
    }

    /// <summary>Says that a layer, or a part made of layers, has computed its output.</summary>
    /// <param name="name">Its name in the model file.</param>
    /// <param name="output">What it computed.</param>
    /// <param name="macs">Multiply-accumulates; 0 of a part whose layers have told theirs.</param>
    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    public void Completed(string name, Features output, long macs = 0)
    {
        cancellationToken.ThrowIfCancellationRequested();
        observer?.Invoke(new LayerRun(name, output.Maps, macs));
    }
}
