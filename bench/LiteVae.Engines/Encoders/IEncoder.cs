using LiteVae.Codec.Pixels;

namespace LiteVae.Engines.Encoders;

/// <summary>An encoder in one of the engines.</summary>
internal interface IEncoder : IDisposable
{
    /// <summary>Computes the means of pictures of one size, a multiple of the downsampling factor.</summary>
    void Encode(IReadOnlyList<Picture> pictures);
}
