using LiteVae.Autoencoders;
using LiteVae.Inference.Stages;
using LiteVae.Kernels;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>An autoencoder's encoder and decoder, prepared for inference in one precision.</summary>
internal sealed class PreparedNetworks : IDisposable
{
    // Of all images computed at once, on a processor.
    private const long PixelsAtOnce = 256 * 256;

    private readonly Lazy<Stage> _encoder;
    private readonly Lazy<Stage> _decoder;
    private readonly AutoencoderConfig _config;
    private readonly ScalarType _type;
    private readonly long _factor;

    /// <param name="model">Its weights are copied; parts without a prepared form stay its modules, so it must outlive this.</param>
    /// <param name="type">The type of the computation.</param>
    public PreparedNetworks(Autoencoder model, ScalarType type)
    {
        (_config, _type, _factor) = (model.Config, type, model.DownsamplingFactor);
        // Who only encodes should not hold a second copy of the decoder's weights, and the other way round.
        _encoder = new(() => Prepare(model, t => WithConvolution(Encoder(model, t.Part("encoder")), t, "quant_conv", first: false)));
        _decoder = new(() => Prepare(model, t => WithConvolution(SdStages.Decoder(t.Part("decoder"), type), t, "post_quant_conv", first: true)));
    }

    /// <summary>[B,3,H,W] to moments [B,2Z,h,w], float32.</summary>
    public Tensor Encode(Tensor images) => InParts(images, 1, _encoder.Value);

    /// <summary>[B,Z,h,w] to images [B,3,H,W], float32.</summary>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var h = InParts(latents, _factor, _decoder.Value);
        return (_config.Output == OutputKind.Wavelet ? HaarTransform.Synthesise(2 * h) : h).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var network in new[] { _encoder, _decoder })
        {
            if (network.IsValueCreated)
                network.Value.Dispose();
        }
    }

    // A few images at a time: their feature maps then stay in the processor's cache, and take a part of the memory.
    private Tensor InParts(Tensor x, long scale, Stage network)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var part = KernelTensors.Take(x, _type) ? Math.Max(1, PixelsAtOnce / (x.size(2) * x.size(3) * scale * scale)) : x.size(0);
        Tensor Run(Tensor images) => network.Run(Layout.ChannelsLast(images.to_type(_type))).to_type(ScalarType.Float32).contiguous();
        if (part >= x.size(0))
            return Run(x).MoveToOuterDisposeScope();
        var results = new List<Tensor>();
        for (var first = 0L; first < x.size(0); first += part)
        {
            using var inner = NewDisposeScope();
            results.Add(Run(x.narrow(0, first, Math.Min(part, x.size(0) - first))).MoveToOuterDisposeScope());
        }
        return cat(results).MoveToOuterDisposeScope();
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
