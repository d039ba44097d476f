using System.Runtime.InteropServices;
using LiteVae.Codec.Pixels;

namespace LiteVae.Codec.Tests.Pixels;

public sealed class PixelFormatTests : IDisposable
{
    private const int Width = 21;
    private const int Height = 11;

    private readonly LatentCodec _codec = RandomModel.Codec(Variants.Global);

    public static TheoryData<PixelFormat> Formats => [.. Enum.GetValues<PixelFormat>()];

    public void Dispose() => _codec.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_picture_is_read_as_the_planes_that_its_format_defines(PixelFormat format)
    {
        var picture = TestPictures.Noise(Width, Height, format, gap: 7);
        TestPictures.AssertClose(_codec.Encode(Planes(picture), Width, Height), _codec.Encode(picture), 1e-5);
    }

    [Fact]
    public void Alpha_is_composited_on_white_and_rounded()
    {
        byte[] rgba = [0, 100, 255, 0, 0, 100, 255, 255, 0, 100, 254, 128, 10, 20, 30, 1];
        byte[] rgb = [255, 255, 255, 0, 100, 255, 127, 177, 254, 254, 254, 254];
        byte[] bgra = [.. rgba.Chunk(4).SelectMany(p => new[] { p[2], p[1], p[0], p[3] })];
        var expected = _codec.Encode(rgb, 4, 1);
        TestPictures.AssertClose(expected, _codec.Encode(rgba, 4, 1, PixelFormat.Rgba32), 0);
        TestPictures.AssertClose(expected, _codec.Encode(bgra, 4, 1, PixelFormat.Bgra32), 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_decoded_picture_is_its_planes_rounded_and_bytes_between_rows_stay(PixelFormat format)
    {
        var latents = Loud(_codec.Encode(TestPictures.Noise(Width, Height)));
        var planes = new float[3 * Width * Height];
        _codec.Decode(latents, planes);
        Assert.True(planes.Max() > 1 && planes.Min() < -1, "Nothing is clamped.");
        var row = Width * PixelFormats.BytesOf(format);
        var stride = row + 6;
        var bytes = new byte[stride * (Height - 1) + row];
        Array.Fill(bytes, (byte)0xA5);
        _codec.Decode(latents, bytes, format, stride);
        var tight = _codec.Decode(latents, format);
        for (var y = 0; y < Height; y++)
        {
            Assert.Equal(tight.Pixels.Slice(y * row, row).ToArray(), bytes.AsSpan(y * stride, row).ToArray());
            if (y < Height - 1)
                Assert.All(bytes.AsSpan(y * stride + row, stride - row).ToArray(), value => Assert.Equal(0xA5, value));
        }
        var decoded = Planes(tight);
        var level = format == PixelFormat.Rgb48 ? 1.0 / 65535 : 1.0 / 255; // half a level, in a range of two
        for (var i = 0; i < planes.Length; i++)
        {
            var at = i % (Width * Height);
            var expected = format == PixelFormat.Gray8
                ? 0.299 * Clamped(planes[at]) + 0.587 * Clamped(planes[at + Width * Height]) + 0.114 * Clamped(planes[at + 2 * Width * Height])
                : Clamped(planes[i]);
            Assert.InRange(decoded[i], expected - 1.01 * level, expected + 1.01 * level);
        }
        if (format is PixelFormat.Rgba32 or PixelFormat.Bgra32)
            Assert.All(tight.Pixels.ToArray().Chunk(4), pixel => Assert.Equal(255, pixel[3]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Memory_that_is_too_short_is_refused(PixelFormat format)
    {
        var row = Width * PixelFormats.BytesOf(format);
        var stride = row + 3;
        var needed = stride * (Height - 1) + row; // the last row has no gap
        _ = new Picture(new byte[needed], Width, Height, format, stride);
        Refused(() => _ = new Picture(new byte[needed - 1], Width, Height, format, stride));
        Refused(() => _codec.Encode(new byte[needed - 1], Width, Height, format, stride));
        var latents = _codec.Encode(TestPictures.Noise(Width, Height));
        Refused(() => _codec.Decode(latents, new byte[needed - 1], format, stride));
        Refused(() => _codec.Decode(latents, new byte[row * Height - 1], format));
        Refused(() => _ = new Picture(new byte[needed], Width, Height, format, row - 1));
        Refused(() => _ = new Picture(new byte[needed], Width, Height, format, -stride));
        Refused(() => _ = new Picture(new byte[needed], int.MaxValue, 1, format));
        Refused(() => _ = new Picture(new byte[needed], 1, int.MaxValue, format, int.MaxValue));
        Refused(() => _ = new Picture(new byte[needed], 0, Height, format));
        Refused(() => _ = new Picture(new byte[needed], Width, 0, format));

        static void Refused(Action action) => Assert.ThrowsAny<ArgumentException>(action);
    }

    [Fact]
    public void Unknown_formats_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(new byte[100], 1, 1, (PixelFormat)99));

    [Fact]
    public void Planes_of_another_size_are_refused()
    {
        var latents = _codec.Encode(TestPictures.Noise(Width, Height));
        foreach (var length in new[] { 3 * Width * Height - 1, 3 * Width * Height + 1 })
        {
            Assert.Throws<ArgumentException>(() => _codec.Encode(new float[length], Width, Height));
            Assert.Throws<ArgumentException>(() => _codec.Decode(latents, new float[length]));
        }
    }

    private static double Clamped(float value) => Math.Clamp(value, -1, 1);

    // A latent that decodes beyond [-1,1] in places.
    private static Latents Loud(Latents latents) => latents.WithMean([.. latents.Mean.Select(v => 20 * v)]);

    // [3,H,W] in [-1,1] as the format's documentation defines it.
    private static float[] Planes(Picture picture)
    {
        var planes = new float[3 * picture.Width * picture.Height];
        for (var i = 0; i < planes.Length; i++)
        {
            var (channel, at) = Math.DivRem(i, picture.Width * picture.Height);
            var size = PixelFormats.BytesOf(picture.Format);
            var pixel = picture.Pixels.Span.Slice(at / picture.Width * picture.Stride + at % picture.Width * size, size);
            var share = picture.Format switch
            {
                PixelFormat.Rgb24 => pixel[channel] / 255.0,
                PixelFormat.Rgba32 => OnWhite(pixel[channel], pixel[3]),
                PixelFormat.Bgra32 => OnWhite(pixel[2 - channel], pixel[3]),
                PixelFormat.Gray8 => pixel[0] / 255.0,
                _ => MemoryMarshal.Cast<byte, ushort>(pixel)[channel] / 65535.0,
            };
            planes[i] = (float)(2 * share - 1);
        }
        return planes;

        static double OnWhite(byte value, byte alpha) => Math.Round(value * (alpha / 255.0) + 255 - alpha, MidpointRounding.AwayFromZero) / 255;
    }
}
