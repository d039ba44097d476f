using LiteVae.Codec;
using LiteVae.Data;
using LiteVae.Pictures;

namespace LiteVae.Load.Scenarios;

/// <summary>Whether two answers to one request have the same content: the same bytes, or values as near as batches allow (docs/serving.md).</summary>
internal static class SameContent
{
    private const float LatentTolerance = 1e-4f;
    private const int PixelTolerance = 1;

    /// <returns>What is different; null where they are the same.</returns>
    public static string? Compare(byte[] expected, byte[] actual)
    {
        if (expected.AsSpan().SequenceEqual(actual))
            return null;
        return ImageFile.Recognizes(expected) && ImageFile.Recognizes(actual) ? ComparePictures(ImageFile.Decode(expected), ImageFile.Decode(actual)) : CompareLatents(expected, actual);
    }

    private static string? ComparePictures(RgbImage expected, RgbImage actual)
    {
        if ((expected.Width, expected.Height) != (actual.Width, actual.Height))
            return $"expected {expected.Width}x{expected.Height} pixels; got {actual.Width}x{actual.Height}";
        var largest = expected.Pixels.Zip(actual.Pixels).Max(p => Math.Abs(p.First - p.Second));
        return largest <= PixelTolerance ? null : $"pixels differ by up to {largest}";
    }

    private static string? CompareLatents(byte[] expected, byte[] actual)
    {
        var (first, second) = (Read(expected), Read(actual));
        if (first.Mean.Length != second.Mean.Length)
            return $"expected {first.Mean.Length} values; got {second.Mean.Length}";
        var largest = first.Mean.Zip(second.Mean).Max(p => Math.Abs(p.First - p.Second));
        return largest <= LatentTolerance ? null : $"values differ by up to {largest}";
    }

    private static Latents Read(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        using var latents = LatentsFile.Read(stream);
        return latents.Read(latents.Entries[0], 8);
    }
}
