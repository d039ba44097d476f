using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Engines;

/// <summary>The modules as TorchSharp runs them, without our kernels.</summary>
internal sealed class TorchEngine : IEngine
{
    private readonly Autoencoder _model;

    public TorchEngine(string model, int threads)
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

    public void Decode(IReadOnlyList<Latents> latents)
    {
        using var scope = NewDisposeScope();
        using var guard = inference_mode();
        var first = latents[0];
        _model.Decode(tensor(latents.SelectMany(l => l.Mean).ToArray(), [latents.Count, first.Channels, first.Height, first.Width])).Dispose();
    }

    public void Dispose() => _model.Dispose();
}
