using LiteVae.Codec;
using LiteVae.Codec.Pixels;

namespace LiteVae.Engines;

/// <summary>The networks of an autoencoder in one of the engines; who decodes holds no encoder, and the other way about.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Computes the means of pictures of one size, a multiple of the downsampling factor.</summary>
    void Encode(IReadOnlyList<Picture> pictures);

    /// <summary>Computes pictures of latents of one size.</summary>
    void Decode(IReadOnlyList<Latents> latents);
}
