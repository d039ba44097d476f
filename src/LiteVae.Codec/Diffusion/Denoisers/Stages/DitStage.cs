using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>A diffusion transformer (DiT; Peebles and Xie 2023), with the names of its checkpoints.</summary>
internal sealed unsafe class DitStage : Stage
{
    /// <summary>Sinusoids of the time.</summary>
    public const int Frequencies = 256;

    private readonly DitConfig _config;
    private readonly ConvolutionStage _in;
    private readonly DitBlockStage[] _blocks;
    private readonly LinearStage _modulation;
    private readonly LinearStage _out;

    public DitStage(Weights weights, DitConfig config)
    {
        _config = config;
        _in = Own(new ConvolutionStage(weights.Part("x_embedder.proj"), config.Channels, config.Width, ConvolutionGeometry.Blocks(config.Patch)));
        _blocks = [.. Enumerable.Range(0, config.Depth).Select(i => Own(new DitBlockStage(weights.Part($"blocks.{i}"), config)))];
        var last = weights.Part("final_layer");
        _out = Own(new LinearStage(last.Part("linear"), config.Width, config.Patch * config.Patch * config.Channels));
        _modulation = Own(new LinearStage(last.Part("adaLN_modulation.1"), config.Width, 2 * config.Width));
    }

    public override Features Run(Features x, Workspace workspace) // [B, p h, p w, Z]
    {
        var h = _in.Run(x, workspace); // [B, h, w, D]
        if (!workspace.IsRehearsal)
            GridEmbedding.AddTo(h.Maps);
        foreach (var block in _blocks)
        {
            var next = block.Run(h, workspace);
            h.Release();
            h = next;
        }
        var condition = workspace.Condition!;
        var parts = _modulation.Run(condition.Embedding, workspace); // shift and scale, [conditions, 1, 1, 2 D]
        using var norm = workspace.IsRehearsal
            ? null
            : new ModulatedLayerNorm(new Modulation(condition.ValuesOf(parts, _config.Width), condition.ValuesOf(parts)), h.Maps.Images, _config.Width, DitBlockStage.Epsilon);
        var patches = _out.Run(h, workspace, new() { RowPrologue = norm }); // [B, h, w, p p Z]
        h.Release();
        parts.Release();
        if (_config.Patch == 1)
            return patches;
        var y = workspace.Rent(x.Maps.Images, x.Maps.Height, x.Maps.Width, _config.Channels);
        if (!workspace.IsRehearsal)
            Arrange(patches.Maps, y.Maps, _config.Patch);
        patches.Release();
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();

    // A patch's values lie row by row, position by position.
    private static void Arrange(FeatureMaps patches, FeatureMaps y, int side)
    {
        var length = side * y.Channels;
        for (var line = 0; line < y.Images * y.Height; line++)
        {
            var (image, row) = Math.DivRem(line, y.Height);
            for (var column = 0; column < patches.Width; column++)
                new ReadOnlySpan<float>(patches.At(image, row / side, column) + row % side * length, length).CopyTo(new Span<float>(y.At(image, row, column * side), length));
        }
    }
}
