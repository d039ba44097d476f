using LiteVae.Codec;
using LiteVae.Codec.Pixels;

namespace LiteVae.Engines;

/// <summary>LiteVae.Codec's prepared networks.</summary>
internal sealed class CodecEngine : IEngine
{
    private readonly LatentCodec _codec;

    public CodecEngine(string model, int threads)
    {
        CodecRuntime.Threads = threads;
        _codec = LatentCodec.Load(model);
    }

    public void Encode(IReadOnlyList<Picture> pictures) => _codec.Encode(pictures);

    public void Decode(IReadOnlyList<Latents> latents)
    {
        foreach (var latent in latents)
            _codec.Decode(latent);
    }

    public void Dispose() => _codec.Dispose();
}
