using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;

namespace LiteVae.Codec.Tiles;

/// <summary>An autoencoder's encoder and decoder, each prepared when it is first used: who only encodes holds no decoder.</summary>
internal sealed class CodecNetworks : IDisposable
{
    private readonly IDisposable? _owned;
    private readonly FeatureMapPools? _pools;
    private readonly Stage _declaredEncoder;
    private readonly Stage _declaredDecoder;

    /// <summary>Networks that run on our kernels.</summary>
    /// <param name="config">What the networks are built from.</param>
    /// <param name="source">Their weights, read when a network is first used.</param>
    /// <param name="tiling">How large pictures are cut.</param>
    /// <param name="owned">Disposed with this: the source, where nobody else needs it.</param>
    /// <exception cref="CheckpointException">The source does not have the weights that the config needs; all of them are named.</exception>
    public CodecNetworks(AutoencoderConfig config, ITensorSource source, Tiling tiling, IDisposable? owned = null)
        : this(config, source, tiling, owned, new FeatureMapPools()) => AutoencoderNetworks.Check(config, source);

    /// <summary>Networks that something else runs.</summary>
    /// <param name="config">What the networks are.</param>
    /// <param name="encoder">Runs the encoder.</param>
    /// <param name="decoder">Runs the decoder.</param>
    /// <param name="tiling">How large pictures are cut.</param>
    /// <param name="memoryFactor">The memory it takes, as a multiple of what our kernels would.</param>
    /// <param name="owned">Disposed with this.</param>
    public CodecNetworks(AutoencoderConfig config, INetworkRunner encoder, INetworkRunner decoder, Tiling tiling, double memoryFactor, IDisposable? owned = null)
    {
        if (tiling.Exact && !(encoder.TakesStatistics && decoder.TakesStatistics))
            throw new ArgumentException("Exact tiles are computed by our own kernels alone: in float32, on a processor.", nameof(tiling));
        (Config, Encoder, Decoder, _owned) = (config, encoder, decoder, owned);
        _declaredEncoder = AutoencoderNetworks.Encoder(config, new Weights(null));
        _declaredDecoder = AutoencoderNetworks.Decoder(config, new Weights(null));
        var factor = config.DownsamplingFactor;
        EncoderTiles = new TilePlanner("encoder", _declaredEncoder, factor, 3, encodes: true, tiling, memoryFactor, config.Encoder is LiteVaeEncoderConfig { Aggregator: VitConfig } ? VitConfig.MaxTokens : int.MaxValue);
        DecoderTiles = new TilePlanner("decoder", _declaredDecoder, factor, config.LatentChannels, encodes: false, tiling, memoryFactor);
    }

    private CodecNetworks(AutoencoderConfig config, ITensorSource source, Tiling tiling, IDisposable? owned, FeatureMapPools pools)
        : this(
            config,
            new NetworkRunner(() => AutoencoderNetworks.Encoder(config, new Weights(source)), 1, pools),
            new NetworkRunner(() => AutoencoderNetworks.Decoder(config, new Weights(source)), config.DownsamplingFactor, pools),
            tiling, 1, owned) => _pools = pools;

    /// <summary>What the networks were built from.</summary>
    public AutoencoderConfig Config { get; }

    /// <summary>Images [B,H,W,3] in [-1,1], H and W multiples of the factor, to moments [B,h,w,2Z].</summary>
    public INetworkRunner Encoder { get; }

    /// <summary>Latents [B,h,w,Z] to images [B,H,W,3], about [-1,1] and not clamped.</summary>
    public INetworkRunner Decoder { get; }

    /// <summary>How pictures are cut for encoding.</summary>
    public TilePlanner EncoderTiles { get; }

    /// <summary>How latents are cut for decoding.</summary>
    public TilePlanner DecoderTiles { get; }

    /// <summary>What encoding an image of a size takes.</summary>
    public Rehearsal RehearseEncoding(int height, int width) => Rehearsal.Of(_declaredEncoder, height, width, 3);

    /// <summary>What decoding a latent of a size takes.</summary>
    public Rehearsal RehearseDecoding(int height, int width) => Rehearsal.Of(_declaredDecoder, height, width, Config.LatentChannels);

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
        _pools?.Dispose();
        _owned?.Dispose();
    }
}
