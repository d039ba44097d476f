using LiteVae.Codec.Networks.Stages;

namespace LiteVae.Codec.Networks;

/// <summary>Runs a prepared network on batches of any size, a few images at a time, with memory that is kept between calls.</summary>
/// <param name="build">Builds the network, with its weights, when it is first used.</param>
/// <param name="scale">Output positions of an input position along a side where the network enlarges; otherwise 1.</param>
/// <param name="pools">Memory of feature maps, which other networks may use too; not disposed with this.</param>
internal sealed unsafe class NetworkRunner(Func<Stage> build, int scale, FeatureMapPools pools) : INetworkRunner
{
    // Pixels of all images computed at once: their feature maps then stay in the processor's cache, and take a part of the memory.
    private const long PixelsAtOnce = 256 * 256;

    private readonly Lazy<Stage> _network = new(build);

    public bool TakesStatistics => true;

    public void Prepare() => _ = _network.Value;

    public void Run(FeatureMaps input, Func<FeatureMaps, FeatureMaps> outputOf, Action<LayerRun>? observer = null, CancellationToken cancellationToken = default) =>
        Run(input, outputOf, null, observer, cancellationToken);

    public void RunTile(FeatureMaps input, FeatureMaps output, PictureStatistics statistics, Action<LayerRun>? observer, CancellationToken cancellationToken) =>
        Run(input, _ => output, statistics, observer, cancellationToken);

    public void Dispose()
    {
        if (_network.IsValueCreated)
            _network.Value.Dispose();
    }

    private void Run(
        FeatureMaps input, Func<FeatureMaps, FeatureMaps> outputOf, PictureStatistics? statistics, Action<LayerRun>? observer, CancellationToken cancellationToken)
    {
        var network = _network.Value;
        var part = (int)Math.Clamp(PixelsAtOnce / ((long)input.Height * input.Width * scale * scale), 1, input.Images);
        var pool = pools.Take();
        try
        {
            FeatureMaps? output = null;
            var workspace = new Workspace(pool, observer, cancellationToken) { Statistics = statistics };
            for (var first = 0; first < input.Images; first += part)
            {
                var count = Math.Min(part, input.Images - first);
                var x = new FeatureMaps(input.At(first, 0, 0), count, input.Height, input.Width, input.Channels);
                var y = network.Run(new Features(x), workspace).Maps;
                output ??= outputOf(new FeatureMaps(null, input.Images, y.Height, y.Width, y.Channels));
                var length = y.Positions * y.Channels * sizeof(float);
                Buffer.MemoryCopy(y.Data, output.Value.At(first, 0, 0), length, length);
                pool.ReturnAll();
            }
        }
        finally
        {
            pools.Return(pool);
        }
    }
}
