using LiteVae.Codec.Pixels;
using Microsoft.ML.OnnxRuntime;

namespace LiteVae.Engines.Encoders;

/// <summary>An exported graph in ONNX Runtime, on the processor.</summary>
internal sealed class OnnxEncoder : IEncoder
{
    private readonly InferenceSession _session;

    public OnnxEncoder(string model, int threads)
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

    public void Dispose() => _session.Dispose();
}
