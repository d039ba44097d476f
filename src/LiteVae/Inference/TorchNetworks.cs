using LiteVae.Autoencoders;
using LiteVae.Codec.Tiles;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Inference;

/// <summary>An autoencoder that libtorch computes, with a copy in bfloat16 where that is asked for.</summary>
internal sealed class TorchNetworks : IDisposable
{
    // libtorch keeps more feature maps at once than our kernels, which have no norms, activations and sums of their own.
    private const double MemoryFactor = 1.7;

    private readonly Autoencoder _model;
    private readonly bool _ownsModel;
    private readonly Autoencoder? _half;
    private readonly Device _device;
    private readonly Action<string> _notice;

    /// <param name="model">In float32.</param>
    /// <param name="precision">Float32 or bfloat16.</param>
    /// <param name="ownsModel">Whether the model is disposed with this.</param>
    /// <param name="notice">Told when something had to be computed again in float32.</param>
    public TorchNetworks(Autoencoder model, InferencePrecision precision, bool ownsModel, Action<string> notice)
    {
        (_model, _ownsModel, _notice) = (model, ownsModel, notice);
        _device = model.parameters().FirstOrDefault()?.device ?? CPU;
        if (precision == InferencePrecision.Bf16)
            _half = Copy(model);
    }

    /// <summary>Both networks, as a codec runs them. They do not own this.</summary>
    public CodecNetworks Create(Tiling tiling) => new(
        _model.Config, new TorchRunner(images => Compute(images, Encode, "latent")), new TorchRunner(latents => Compute(latents, (m, z) => m.Decode(z), "picture")),
        tiling, MemoryFactor, this);

    public void Dispose()
    {
        _half?.Dispose();
        if (_ownsModel)
            _model.Dispose();
    }

    private static Tensor Encode(Autoencoder model, Tensor images)
    {
        using var posterior = model.Encode(images);
        return cat([posterior.Mean, posterior.LogVariance], 1);
    }

    // Half precision must never give a black picture: what is not finite is computed again.
    private Tensor Compute(Tensor x, Func<Autoencoder, Tensor, Tensor> network, string what)
    {
        x = x.to(_device);
        if (_half is null)
            return network(_model, x);
        var result = network(_half, x);
        if (result.isfinite().all().item<bool>())
            return result;
        _notice($"bfloat16 gave a {what} that is not finite; it is computed again in float32");
        return network(_model, x);
    }

    private static Autoencoder Copy(Autoencoder model)
    {
        using var guard = no_grad(); // and no scope: it would dispose the copy's parameters
        var copy = new Autoencoder(model.Config);
        var values = model.state_dict();
        foreach (var (name, target) in copy.state_dict())
            target.copy_(values[name]);
        copy.to(model.parameters().FirstOrDefault()?.device ?? CPU).to(ScalarType.BFloat16);
        copy.eval();
        return copy;
    }
}
