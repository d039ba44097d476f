using LiteVae.Autoencoders;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;

namespace LiteVae.Inference.Tiles;

/// <summary>Plans the tiles of a model's encoder and decoder.</summary>
internal sealed class TilePlanner
{
    // Where statistics or attention are global, no context makes tiles agree: this much hides most of the difference.
    private const int ApproximateContext = 8;
    private const int ApproximateBlend = 8;

    // Tensors as large as the largest that live at once. A residual block by libtorch: input, normalised input, output,
    // the library's own copies; our kernels take fewer. A UNet besides: the output of every block on its way down, until the
    // way up takes it.
    private const int TensorsOfBlock = 8;
    private const int TensorsOfUNet = 20;
    private const long BytesPerValue = 4;

    private readonly Autoencoder _model;
    private readonly Tiling _tiling;
    private readonly Lazy<ModelCost> _cost;
    private readonly Lazy<int?> _encoderReach;

    public TilePlanner(Autoencoder model, Tiling tiling)
    {
        (_model, _tiling) = (model, tiling);
        _cost = new(() => ModelCost.Of(model));
        _encoderReach = new(() => Reach.OfEncoder(model, _cost));
    }

    /// <summary>Learns all it will want to know of the model, which is not needed afterwards.</summary>
    public void Measure()
    {
        _ = _encoderReach.Value;
        if (_tiling != Tiling.None)
            _ = _cost.Value;
    }

    /// <summary>Whether decoding in tiles gives what decoding the whole would, to rounding.</summary>
    public bool DecodesExactly => Reach.OfDecoder(_model.Config) is not null;

    /// <summary>Whether encoding in tiles gives what encoding the whole would, to rounding.</summary>
    public bool EncodesExactly => _encoderReach.Value is not null;

    /// <summary>The plan for decoding; null for the whole at once.</summary>
    /// <exception cref="ConfigException">No tile fits.</exception>
    public TilePlan? Decoding() => Plan("decoder", Reach.OfDecoder(_model.Config));

    /// <summary>The plan for encoding; null for the whole at once.</summary>
    /// <exception cref="ConfigException">No tile fits.</exception>
    public TilePlan? Encoding() => Plan("encoder", _encoderReach.Value);

    private TilePlan? Plan(string network, int? reach)
    {
        if (_tiling == Tiling.None)
            return null;
        var factor = _model.DownsamplingFactor;
        var (context, blend) = reach is { } exact ? (exact, 0) : (ApproximateContext, ApproximateBlend);
        var side = _tiling.Side is { } pixels ? pixels / factor : (int)Math.Sqrt(_tiling.MemoryMiB!.Value * (1 << 20) / BytesPerPosition(network));
        var plan = new TilePlan(side, context, blend);
        if (side >= plan.LeastSide)
            return plan;
        var least = plan.LeastSide * factor;
        throw _tiling.Side is { } given
            ? new ConfigException($"--tile {given}", $"this {network} needs tiles of at least {least} pixels: {context * factor} of context on each side{(blend > 0 ? $" and {blend * factor} to blend" : "")}")
            : new ConfigException($"--memory {_tiling.MemoryMiB}", $"this {network} needs tiles of at least {least} pixels, about {LeastMemory(network, plan)} MiB");
    }

    private long LeastMemory(string network, TilePlan plan) => (BytesPerPosition(network) * plan.LeastSide * plan.LeastSide >> 20) + 1;

    /// <summary>Bytes of activations for each latent position of a tile: an estimate from the largest tensor.</summary>
    private long BytesPerPosition(string network)
    {
        var cost = _cost.Value;
        var positions = (long)(cost.Resolution / _model.DownsamplingFactor) * (cost.Resolution / _model.DownsamplingFactor);
        var largest = cost.Modules
            .Where(m => m.Name.StartsWith(network, StringComparison.Ordinal) && m.OutputShape is not null)
            .Select(m => m.OutputShape!.Aggregate(1L, (product, n) => product * n))
            .DefaultIfEmpty(positions * 3 * _model.DownsamplingFactor * _model.DownsamplingFactor).Max();
        var atOnce = network == "encoder" && _model.Config.Encoder is LiteVaeEncoderConfig ? TensorsOfUNet : TensorsOfBlock;
        return Math.Max(1, largest / positions) * atOnce * BytesPerValue;
    }
}
