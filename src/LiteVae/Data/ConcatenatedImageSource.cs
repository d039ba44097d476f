using LiteVae.Pictures;

namespace LiteVae.Data;

/// <summary>The images of one source, then those of another. Owns neither.</summary>
/// <param name="first">Of a known number of images.</param>
/// <param name="second">Of a known number of images, all of which can be read: what is skipped is told by the first alone.</param>
internal sealed class ConcatenatedImageSource(IImageSource first, IImageSource second) : IImageSource
{
    private readonly long _count = first.Count ?? throw new ArgumentException("Nothing comes after an endless source.", nameof(first));

    public IImageSource First => first;

    public IImageSource Second => second;

    public string Description => $"{first.Description} and {second.Description}";

    public long? Count => _count + second.Count;

    public SkippedImages Skipped => first.Skipped;

    public string NameOf(long index) => index < _count ? first.NameOf(index) : second.NameOf(index - _count);

    public RgbImage? TryLoad(long index, in LoadOptions options) =>
        index < _count ? first.TryLoad(index, options) : second.TryLoad(index - _count, options);

    public void Dispose()
    {
        // Both belong to whoever opened them.
    }
}
