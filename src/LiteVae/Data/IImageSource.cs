using LiteVae.Pictures;

namespace LiteVae.Data;

/// <summary>Random access to a set of images. Members may be called from several threads at once.</summary>
public interface IImageSource : IDisposable
{
    /// <summary>A description of the source for people: "photos/train: 1056 images".</summary>
    string Description { get; }

    /// <summary>Number of images, broken ones included; null: endless.</summary>
    long? Count { get; }

    /// <summary>The files that were asked for and could not be read.</summary>
    SkippedImages Skipped { get; }

    /// <summary>The image's name: a path relative to the folder, or "procedural 3".</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or not below <see cref="Count"/>.</exception>
    string NameOf(long index);

    /// <summary>Loads one image.</summary>
    /// <returns>The picture; null where the file is broken or no image, which <see cref="Skipped"/> then names.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or not below <see cref="Count"/>.</exception>
    RgbImage? TryLoad(long index, in LoadOptions options);
}
