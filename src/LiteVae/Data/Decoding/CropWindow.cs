using LiteVae.Codec.Numerics;
using LiteVae.Pictures;

namespace LiteVae.Data.Decoding;

/// <summary>The part of a picture that is kept, and whether it is mirrored.</summary>
internal readonly record struct CropWindow(int X, int Y, int Width, int Height, bool Mirror)
{
    /// <summary>Chooses the window in a picture that is at least as large as the crop.</summary>
    public static CropWindow Choose(int width, int height, in LoadOptions options)
    {
        var chance = new RandomStream(options.Seed);
        var mirror = options is { Random: true, Flip: true } && chance.Chance(0.5f);
        if (options.CropSize is not { } size)
            return new CropWindow(0, 0, width, height, mirror);
        var (x, y) = options.Random
            ? (chance.Below(width - size + 1), chance.Below(height - size + 1))
            : ((width - size) / 2, (height - size) / 2);
        return new CropWindow(x, y, size, size, mirror);
    }

    /// <summary>Cuts the window out of a picture's pixels (R, G, B, by rows).</summary>
    public RgbImage Cut(byte[] pixels, int stride)
    {
        var target = Width * 3 == stride && X == 0 && Y == 0 && pixels.Length == Height * stride
            ? pixels
            : new byte[Width * Height * 3];
        for (var row = 0; row < Height; row++)
        {
            var kept = target.AsSpan(row * Width * 3, Width * 3);
            if (target != pixels)
                pixels.AsSpan(((Y + row) * stride) + (X * 3), Width * 3).CopyTo(kept);
            if (Mirror)
                RgbImage.MirrorRow(kept);
        }
        return new RgbImage(Width, Height, target);
    }
}
