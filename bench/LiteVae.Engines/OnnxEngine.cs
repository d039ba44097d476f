using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using Microsoft.ML.OnnxRuntime;

namespace LiteVae.Engines;

/// <summary>An exported graph in ONNX Runtime, on the processor.</summary>
internal sealed class OnnxEngine : IEngine
{
    private readonly InferenceSession _session;

    public OnnxEngine(string model, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(model, options);
    }

    public void Encode(IReadOnlyList<Picture> pictures)
    {
        using var images = OrtValue.CreateTensorValueFromMemory(ImagePlanes.Of(pictures), [pictures.Count, 3, pictures[0].Height, pictures[0].Width]);
        using var run = new RunOptions();
        using var results = _session.Run(run, ["image"], [images], ["mean"]);
    }

    public void Decode(IReadOnlyList<Latents> latents)
    {
        var first = latents[0];
        float[] values = [.. latents.SelectMany(l => l.Mean)];
        using var input = OrtValue.CreateTensorValueFromMemory(values, [latents.Count, first.Channels, first.Height, first.Width]);
        using var run = new RunOptions();
        using var results = _session.Run(run, ["latent"], [input], ["image"]);
    }

    public void Dispose() => _session.Dispose();
}
