using LiteVae.Data;
using LiteVae.Data.Procedural;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Data.Procedural;

public sealed class ProceduralImageSourceTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Power_falls_with_frequency_as_in_photographs(int size)
    {
        using var source = new ProceduralImageSource(2024, size);
        var spectrum = MeanSpectrum(Enumerable.Range(0, 30).Select(i => source.TryLoad(i, Whole(size))!), size);
        var slope = Slope(spectrum, 2, size / 2);
        Assert.True(slope is > -2.6 and < -1.6, $"The slope at {size} pixels is {slope:F2}.");
    }

    [Fact]
    public void The_measured_slope_of_white_noise_is_zero()
    {

        var chance = new Random(1);
        var noise = Enumerable.Range(0, 10).Select(_ =>
        {
            var image = new RgbImage(64, 64);
            for (var i = 0; i < image.Pixels.Length; i += 3)
                image.Pixels[i] = image.Pixels[i + 1] = image.Pixels[i + 2] = (byte)chance.Next(256);
            return image;
        });
        Assert.InRange(Slope(MeanSpectrum(noise, 64), 2, 32), -0.1, 0.1);
    }

    [Fact]
    public void Pictures_are_a_function_of_seed_and_index()
    {
        using var first = new ProceduralImageSource(5, 48);
        using var same = new ProceduralImageSource(5, 48);
        using var other = new ProceduralImageSource(6, 48);
        var pixels = first.TryLoad(9, Whole(48))!.Pixels;
        Assert.Equal(pixels, same.TryLoad(9, Whole(48))!.Pixels);
        Assert.NotEqual(pixels, other.TryLoad(9, Whole(48))!.Pixels);
        Assert.NotEqual(pixels, first.TryLoad(10, Whole(48))!.Pixels);
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        using var source = new ProceduralImageSource(5, 40);
        var alone = Enumerable.Range(0, 24).Select(i => source.TryLoad(i, Whole(40))!.Pixels).ToArray();
        var together = new byte[24][];
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i => together[i] = source.TryLoad(i, Whole(40))!.Pixels);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_crop_is_cut_out_of_the_whole()
    {
        using var source = new ProceduralImageSource(5, 96);
        for (var i = 0; i < 8; i++)
        {
            var whole = source.TryLoad(i, new LoadOptions(null, false, false, 0))!;
            var crop = source.TryLoad(i, new LoadOptions(32, false, false, 0))!;
            Assert.Equal((96, 32), (whole.Width, crop.Width));
            var differences = Enumerable.Range(0, 32 * 32 * 3).Select(at =>
                Math.Abs(crop.Pixels[at] - whole.Pixels[((((at / 96) + 32) * 96) + 32) * 3 + (at % 96)])).ToArray();
            // Outlines may be rounded otherwise, here and there, where drawing starts elsewhere.
            Assert.True(differences.Average() < 1, $"Picture {i}: {differences.Average():F2} levels on average.");
        }
    }

    [Fact]
    public void Pictures_are_varied_and_colourful()
    {
        using var source = new ProceduralImageSource(3, 64);
        var images = Enumerable.Range(0, 40).Select(i => source.TryLoad(i, Whole(64))!).ToArray();
        var means = images.Select(i => i.Pixels.Average(p => (double)p)).ToArray();
        Assert.True(means.Max() - means.Min() > 50);
        Assert.All(images, i => Assert.True(i.Pixels.Max() - i.Pixels.Min() > 100));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    public void Any_size_is_drawn(int size)
    {
        using var source = new ProceduralImageSource(3, size, count: 2);
        Assert.Equal(size, source.TryLoad(1, new LoadOptions(null, true, true, 1))!.Height);
        Assert.Equal(64, source.TryLoad(1, new LoadOptions(64, true, true, 1))!.Height);
        Assert.Equal("procedural 1", source.NameOf(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.TryLoad(2, default));
    }

    private static LoadOptions Whole(int size) => new(size, false, false, 0);

    /// <summary>Mean power over pictures, of their luminance under a Hann window, averaged over rings of whole frequencies.</summary>
    private static double[] MeanSpectrum(IEnumerable<RgbImage> images, int size)
    {
        using var scope = NewDisposeScope();
        using var batch = ImageTensors.ToTensor([.. images]);
        var gray = batch.mean([1]);
        var window = hann_window(size, periodic: false);
        var power = fft.fft2((gray - gray.mean([1, 2], keepdim: true)) * window.outer(window)).abs().Squared().mean([0]).data<float>().ToArray();
        var (sums, counts) = (new double[size], new int[size]);
        for (var i = 0; i < power.Length; i++)
        {
            var (x, y) = (Math.Min(i % size, size - (i % size)), Math.Min(i / size, size - (i / size)));
            var ring = (int)Math.Round(Math.Sqrt((x * x) + (y * y)));
            sums[ring] += power[i];
            counts[ring]++;
        }
        return [.. sums.Zip(counts, (sum, count) => sum / Math.Max(1, count))];
    }

    /// <summary>Least squares of log power against log frequency, from one ring up to another, which is left out.</summary>
    private static double Slope(double[] spectrum, int from, int to)
    {
        var points = Enumerable.Range(from, to - from).Select(k => (X: Math.Log(k), Y: Math.Log(spectrum[k]))).ToArray();
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }
}
