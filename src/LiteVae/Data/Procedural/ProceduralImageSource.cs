using LiteVae.Codec.Numerics;
using LiteVae.Data.Decoding;
using LiteVae.Pictures;

namespace LiteVae.Data.Procedural;

/// <summary>Pictures made on the spot: dead leaves, a pure function of (seed, index, size).</summary>
public sealed class ProceduralImageSource : IImageSource
{
    private readonly ulong _seed;
    private readonly int _size;

    /// <summary>Creates the source.</summary>
    /// <param name="seed">Chooses the pictures.</param>
    /// <param name="size">Side in pixels at which pictures are composed; larger crops compose them larger.</param>
    /// <param name="count">Number of pictures; null: endless.</param>
    public ProceduralImageSource(ulong seed, int size, long? count = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (count is { } known)
            ArgumentOutOfRangeException.ThrowIfLessThan(known, 1, nameof(count));
        _seed = seed;
        _size = size;
        Count = count;
    }

    /// <inheritdoc/>
    public string Description => Count is { } count ? $"procedural images: {count}" : "procedural images";

    /// <inheritdoc/>
    public long? Count { get; }

    /// <inheritdoc/>
    public SkippedImages Skipped { get; } = new();

    /// <inheritdoc/>
    public string NameOf(long index)
    {
        Check(index);
        return $"procedural {index}";
    }

    /// <inheritdoc/>
    public RgbImage? TryLoad(long index, in LoadOptions options)
    {
        Check(index);
        var size = Math.Max(_size, options.ShortSide ?? options.CropSize ?? 1);
        var window = CropWindow.Choose(size, size, options);
        // Only the window is drawn: a crop costs what its own pixels cost.
        var pixels = DeadLeaves.Draw(RandomStream.Mix(_seed, (ulong)index), size, window.X, window.Y, window.Width, window.Height);
        return (window with { X = 0, Y = 0 }).Cut(pixels, window.Width * 3);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Check(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (Count is { } count)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
    }
}
