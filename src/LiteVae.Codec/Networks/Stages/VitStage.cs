using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages.Blocks;
using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks.Stages;

/// <summary>A vision transformer over the positions of the latent: the aggregator of Table 20.</summary>
internal sealed unsafe class VitStage : Stage
{
    private const double Epsilon = 1e-5;

    private readonly string _name;
    private readonly VitConfig _config;
    private readonly ConvolutionStage _in;
    private readonly FloatBuffer? _embedding; // [grid, grid, width]
    private readonly TransformerBlockStage[] _blocks;
    private readonly LayerNormStage _norm;
    private readonly ConvolutionStage _out;

    public VitStage(Weights weights, int inputs, int outputs, VitConfig config)
    {
        (_name, _config) = (weights.Name, config);
        _in = Own(new ConvolutionStage(weights.Part("in_layer"), inputs, config.Width, ConvolutionGeometry.Same(1)));
        using var embedding = weights.Read("pos_embed", 1, config.Width, config.Grid, config.Grid);
        _embedding = embedding is null ? null : Own(ChannelsLast(embedding, config));
        _blocks = [.. Enumerable.Range(0, config.Depth).Select(i => Own(new TransformerBlockStage(weights.Part($"blocks.{i}"), config)))];
        _norm = Own(new LayerNormStage(weights.Part("norm"), config.Width, Epsilon));
        _out = Own(new ConvolutionStage(weights.Part("out_layer"), config.Width, outputs, ConvolutionGeometry.Same(3)));
    }

    /// <exception cref="ArgumentException">More than <see cref="VitConfig.MaxTokens"/> positions.</exception>
    public override Features Run(Features x, Workspace workspace) // [B, h, w, C]
    {
        var maps = x.Maps;
        if ((long)maps.Height * maps.Width > VitConfig.MaxTokens && !workspace.IsRehearsal)
        {
            throw new ArgumentException(
                $"The ViT aggregator attends over all positions of a latent at once, at most {VitConfig.MaxTokens} (128x128); got {maps.Height}x{maps.Width}. "
                + "Take smaller images, or a model with a UNet aggregator.");
        }
        var positions = workspace.Rent(1, maps.Height, maps.Width, _config.Width);
        if (!workspace.IsRehearsal)
            BicubicInterpolation.Run(new FeatureMaps(_embedding!.Pointer, 1, _config.Grid, _config.Grid, _config.Width), positions.Maps);
        var h = _in.Run(x, workspace); // [B, h, w, D]
        if (!workspace.IsRehearsal)
            AddToEach(h.Maps, positions.Maps);
        positions.Release();
        foreach (var block in _blocks)
        {
            var next = block.Run(h, workspace);
            h.Release();
            h = next;
        }
        var normalized = _norm.Run(h, workspace);
        h.Release();
        var y = _out.Run(normalized, workspace); // [B, h, w, out]
        normalized.Release();
        workspace.Completed(_name, y);
        return y;
    }

    public override ReceptiveField Before(ReceptiveField output) => output.Attended();

    // [D, g, g] to [g, g, D].
    private static FloatBuffer ChannelsLast(FloatBuffer planes, VitConfig config)
    {
        var positions = config.Grid * config.Grid;
        var result = new FloatBuffer(planes.Length, clear: false);
        for (var i = 0; i < planes.Length; i++)
            result.Pointer[i] = planes.Pointer[(long)(i % config.Width) * positions + i / config.Width];
        return result;
    }

    private static void AddToEach(FeatureMaps maps, FeatureMaps positions)
    {
        for (var image = 0; image < maps.Images; image++)
            Sum.AddTo(new FeatureMaps(maps.At(image, 0, 0), 1, maps.Height, maps.Width, maps.Channels), positions);
    }
}
