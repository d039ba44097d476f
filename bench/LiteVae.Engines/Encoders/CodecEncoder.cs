using LiteVae.Codec;
using LiteVae.Codec.Pixels;

namespace LiteVae.Engines.Encoders;

/// <summary>LiteVae.Codec's prepared networks.</summary>
internal sealed class CodecEncoder : IEncoder
{
    private readonly LatentCodec _codec;

    public CodecEncoder(string model, int threads)
    {
        CodecRuntime.Threads = threads;
        _codec = LatentCodec.Load(model);
    }

    public void Encode(IReadOnlyList<Picture> pictures) => _codec.Encode(pictures);

    public void Dispose() => _codec.Dispose();
}
