using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Pictures;

namespace LiteVae.Tests.Evaluation;

/// <summary>Pictures of given sizes; a width of nought is a file that cannot be read.</summary>
internal sealed class PictureSource(params (int Width, int Height)[] sizes) : IImageSource
{
    public string Description => $"{sizes.Length} pictures";

    public long? Count => sizes.Length;

    public SkippedImages Skipped { get; } = new();

    public string NameOf(long index) => $"picture-{index}.png";

    public static PictureSource Of(int count, int side) => new([.. Enumerable.Repeat((side, side), count)]);

    public RgbImage? TryLoad(long index, in LoadOptions options)
    {
        var (width, height) = sizes[index];
        if (width == 0)
        {
            Skipped.Add(NameOf(index), "broken");
            return null;
        }
        if (options.CropSize is { } size)
            (width, height) = (size, size);
        var pixels = DeadLeaves.Draw(RandomStream.Mix(7, (ulong)index), Math.Max(width, height), 0, 0, width, height);
        return new RgbImage(width, height, pixels);
    }

    public void Dispose()
    {
    }
}
