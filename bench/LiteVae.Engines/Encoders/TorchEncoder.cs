using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Pixels;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Engines.Encoders;

/// <summary>The modules as TorchSharp runs them, without our kernels.</summary>
internal sealed class TorchEncoder : IEncoder
{
    private readonly Autoencoder _model;

    public TorchEncoder(string model, int threads)
    {
        Environment.SetEnvironmentVariable("LITEVAE_KERNELS", "off");
        TorchRuntime.Threads = threads;
        _model = ModelFile.Load(model);
    }

    public void Encode(IReadOnlyList<Picture> pictures)
    {
        using var scope = NewDisposeScope();
        using var guard = inference_mode();
        var images = tensor(ImagePlanes.Of(pictures), [pictures.Count, 3, pictures[0].Height, pictures[0].Width]);
        _model.Encode(images).Dispose();
    }

    public void Dispose() => _model.Dispose();
}
