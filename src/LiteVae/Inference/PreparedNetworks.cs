using System.Collections.Concurrent;
using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Inference.Stages;
using LiteVae.Kernels;
using LiteVae.Runtime;
using LiteVae.Wavelets;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>An autoencoder's encoder and decoder, prepared for inference in one precision.</summary>
internal sealed class PreparedNetworks : IDisposable
{
    // Of all images computed at once, on a processor.
    private const long PixelsAtOnce = 256 * 256;

    private const int MostPools = 2;

    private readonly ConcurrentBag<FeatureMapPool> _pools = [];
    private readonly Lock _preparing = new();
    private readonly Lazy<Stage> _encoder;
    private readonly Lazy<Stage> _decoder;
    private readonly AutoencoderConfig _config;
    private readonly ScalarType _type;
    private readonly long _factor;
    private bool _usesModules;

    /// <param name="model">Its weights are copied; parts without a prepared form stay its modules, so it must outlive this.</param>
    /// <param name="type">The type of the computation.</param>
    /// <param name="beforeRelease">
    /// Given where nobody needs the model's own weights any longer: they are freed layer by layer as each is prepared, and this is called before.
    /// </param>
    public PreparedNetworks(Autoencoder model, ScalarType type, Action? beforeRelease = null)
    {
        (_config, _type, _factor) = (model.Config, type, model.DownsamplingFactor);
        // Who only encodes should not hold a second copy of the decoder's weights, and the other way round.
        _encoder = new(() => Prepare(model.Encoder, t => WithConvolution(Encoder(model, t.Part("encoder")), t, "quant_conv", first: false)));
        _decoder = new(() => Prepare(model.Decoder, t => WithConvolution(SdStages.Decoder(t.Part("decoder"), type), t, "post_quant_conv", first: true)));

        Stage Prepare(nn.Module network, Func<NamedTensors, Stage> build)
        {
            using var guard = no_grad();
            using var turn = _preparing.EnterScope(); // one network's weights are not freed while the other's are read
            beforeRelease?.Invoke(); // before anybody can be using what the model's modules stay in use for
            _usesModules = false;
            var releases = beforeRelease is not null;
            var stage = build(new NamedTensors(model.state_dict(), release: releases));
            if (releases && !_usesModules)
                network.Dispose();
            if (releases)
                Allocator.ReturnUnused();
            return stage;
        }
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
        foreach (var pool in _pools)
            pool.Dispose();
    }

    // A few images at a time: their feature maps then stay in the processor's cache, and take a part of the memory.
    private Tensor InParts(Tensor x, long scale, Stage network)
    {
        if (x.numel() == 0)
            throw new ArgumentException($"There is nothing to compute in {TensorGuards.Shape(x)}.", nameof(x));
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var part = KernelTensors.Take(x, _type) ? Math.Max(1, PixelsAtOnce / (x.size(2) * x.size(3) * scale * scale)) : x.size(0);
        using var memory = new Lease(_pools);
        Tensor? results = null; // in one piece from the first on: small ones would lie scattered among the memory of large ones
        for (var first = 0L; first < x.size(0); first += part)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(part, x.size(0) - first);
            var y = network.Run(new(Layout.ChannelsLast(x.narrow(0, first, count).to_type(_type)))).Values;
            results ??= empty([x.size(0), .. y.shape[1..]], ScalarType.Float32, y.device).MoveToOuterDisposeScope();
            results.narrow(0, first, count).copy_(y);
            memory.EndPart();
        }
        return results!.MoveToOuterDisposeScope();
    }

    private Stage Encoder(Autoencoder model, NamedTensors tensors) => model.Config.Encoder switch
    {
        LiteVaeEncoderConfig config => new WaveletEncoderStage(tensors, config, _type, name => Module(model.Encoder.named_modules().First(m => m.name == name).module)),
        SdEncoderConfig => SdStages.Encoder(tensors, _type),
        _ => Module(model.Encoder), // wavelets alone: there is nothing to prepare
    };

    private ModuleStage Module(nn.Module module)
    {
        _usesModules = true;
        return new((nn.Module<Tensor, Tensor>)module, _type);
    }

    private Stage WithConvolution(Stage network, NamedTensors tensors, string name, bool first)
    {
        if (!tensors.HasPart(name))
            return network;
        var convolution = new ConvolutionStage(tensors.Part(name), _type);
        return first ? new SequenceStage(convolution, network) : new SequenceStage(network, convolution);
    }

    // A pool for the length of a call; calls at the same time have one each, of which two are kept.
    private readonly struct Lease : IDisposable
    {
        private readonly ConcurrentBag<FeatureMapPool> _pools;
        private readonly FeatureMapPool _pool;

        public Lease(ConcurrentBag<FeatureMapPool> pools)
        {
            _pools = pools;
            _pool = pools.TryTake(out var pool) ? pool : new FeatureMapPool();
            _pool.Enter();
        }

        public void EndPart() => _pool.FreeAll();

        public void Dispose()
        {
            _pool.Leave();
            if (_pools.Count < MostPools)
                _pools.Add(_pool);
            else
                _pool.Dispose();
        }
    }
}
