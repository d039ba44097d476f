using LiteVae.Autoencoders;
using LiteVae.Inference.Stages;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>An autoencoder's encoder and decoder, prepared for inference in one precision.</summary>
internal sealed class PreparedNetworks : IDisposable
{
    private readonly Lazy<Stage> _encoder;
    private readonly Lazy<Stage> _decoder;
    private readonly AutoencoderConfig _config;
    private readonly ScalarType _type;

    /// <param name="model">Its weights are copied; parts without a prepared form stay its modules, so it must outlive this.</param>
    /// <param name="type">The type of the computation.</param>
    public PreparedNetworks(Autoencoder model, ScalarType type)
    {
        (_config, _type) = (model.Config, type);
        // Who only encodes should not hold a second copy of the decoder's weights, and the other way round.
        _encoder = new(() => Prepare(model, t => WithConvolution(Encoder(model, t.Part("encoder")), t, "quant_conv", first: false)));
        _decoder = new(() => Prepare(model, t => WithConvolution(SdStages.Decoder(t.Part("decoder"), type), t, "post_quant_conv", first: true)));
    }

    /// <summary>[B,3,H,W] to moments [B,2Z,h,w], float32.</summary>
    public Tensor Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return _encoder.Value.Run(Layout.ChannelsLast(images.to_type(_type))).to_type(ScalarType.Float32).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>[B,Z,h,w] to images [B,3,H,W], float32.</summary>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var h = _decoder.Value.Run(Layout.ChannelsLast(latents.to_type(_type))).to_type(ScalarType.Float32);
        if (_config.Output == OutputKind.Wavelet)
            h = HaarTransform.Synthesise(2 * h);
        return h.contiguous().MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var network in new[] { _encoder, _decoder })
        {
            if (network.IsValueCreated)
                network.Value.Dispose();
        }
    }

    private static Stage Prepare(Autoencoder model, Func<NamedTensors, Stage> build)
    {
        using var guard = no_grad();
        return build(new NamedTensors(model.state_dict()));
    }

    private Stage Encoder(Autoencoder model, NamedTensors tensors) => model.Config.Encoder switch
    {
        LiteVaeEncoderConfig config => new WaveletEncoderStage(tensors, config, _type, name => Module(model, name)),
        SdEncoderConfig => SdStages.Encoder(tensors, _type),
        _ => new ModuleStage(model.Encoder, _type), // wavelets alone: there is nothing to prepare
    };

    private ModuleStage Module(Autoencoder model, string name) =>
        new((nn.Module<Tensor, Tensor>)model.Encoder.named_modules().First(m => m.name == name).module, _type);

    private Stage WithConvolution(Stage network, NamedTensors tensors, string name, bool first)
    {
        if (!tensors.HasPart(name))
            return network;
        var convolution = new ConvolutionStage(tensors.Part(name), _type);
        return first ? new SequenceStage(convolution, network) : new SequenceStage(network, convolution);
    }
}
