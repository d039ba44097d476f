using LiteVae.Pictures;

namespace LiteVae.Data;

/// <summary>Some of another source's images. Does not own that source.</summary>
/// <param name="inner">The whole.</param>
/// <param name="indices">The images' places in it.</param>
/// <param name="description">What this part is, for people.</param>
internal sealed class SubsetImageSource(IImageSource inner, long[] indices, string description) : IImageSource
{
    public string Description => description;

    public long? Count => indices.Length;

    public SkippedImages Skipped => inner.Skipped;

    public string NameOf(long index) => inner.NameOf(indices[index]);

    public RgbImage? TryLoad(long index, in LoadOptions options) => inner.TryLoad(indices[index], options);

    public void Dispose()
    {
        // The whole belongs to whoever opened it.
    }
}
