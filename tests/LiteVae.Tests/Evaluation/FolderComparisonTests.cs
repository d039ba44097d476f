using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Evaluation;
using LiteVae.Pictures;

namespace LiteVae.Tests.Evaluation;

public sealed class FolderComparisonTests
{
    private static readonly EvaluationOptions Psnrs = new() { Metrics = ["psnr"] };

    [Fact]
    public void Images_are_compared_with_those_of_their_name_whatever_the_ending()
    {
        using var images = new NamedPictures(("b.png", 12, 12, 10), ("a.png", 12, 12, 20), ("alone.png", 12, 12, 0));
        using var reference = new NamedPictures(("a.jpg", 12, 12, 21), ("missing.jpg", 12, 12, 0), ("b.jpg", 12, 12, 14));
        var progress = new List<EvaluationProgress>();
        var result = FolderComparison.Evaluate("made", images, reference, Psnrs with { Metrics = ["psnr", "ssim"], Resolution = 12 }, progress.Add);
        Assert.Equal(("made", 12, 2, 0, false), (result.Name, result.Resolution, result.Images, result.Skipped, result.Partial));
        Assert.Equal([0, 2], result.Indices);
        Assert.Equal([OfDifference(1), OfDifference(4)], result.Values["psnr"], (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal((OfDifference(1) + OfDifference(4)) / 2, result.Metrics["psnr"], 1e-9);
        Assert.Equal(["psnr", "ssim"], result.Metrics.Keys);
        Assert.Equal(["1 of 3 reference images have no partner of the same name"], result.Warnings);
        Assert.Equal([new(1, 2), new(2, 2)], progress);
    }

    [Fact]
    public void A_limit_counts_reference_images()
    {
        using var images = new NamedPictures(("a.png", 8, 8, 0), ("b.png", 8, 8, 0));
        using var reference = new NamedPictures(("a.png", 8, 8, 1), ("b.png", 8, 8, 2));
        var result = FolderComparison.Evaluate("made", images, reference, Psnrs with { Limit = 1 });
        Assert.Equal([0], result.Indices);
        Assert.Empty(result.Warnings);
        Assert.Equal([0, 1], FolderComparison.Evaluate("made", images, reference, Psnrs with { Limit = 3 }).Indices);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_counted_on_both_sides()
    {
        using var images = new NamedPictures(("a.png", 0, 0, 0), ("b.png", 8, 8, 0), ("c.png", 8, 8, 0));
        using var reference = new NamedPictures(("a.png", 8, 8, 1), ("b.png", 0, 0, 0), ("c.png", 8, 8, 3));
        var result = FolderComparison.Evaluate("made", images, reference, Psnrs);
        Assert.Equal([2], result.Indices);
        Assert.Equal(2, result.Skipped);

        using var broken = new NamedPictures(("a.png", 0, 0, 0));
        Assert.Contains("of 1 pairs not one can be read", Assert.Throws<DatasetException>(() => FolderComparison.Evaluate("made", broken, reference, Psnrs)).Message);
    }

    [Fact]
    public void Stopped_early_it_tells_what_is_known()
    {
        using var images = new NamedPictures(("a.png", 8, 8, 0), ("b.png", 8, 8, 0));
        using var stop = new CancellationTokenSource();
        var result = FolderComparison.Evaluate("made", images, images, Psnrs, _ => stop.Cancel(), stop.Token);
        Assert.Equal([0], result.Indices);
        Assert.True(result.Partial);
        result = FolderComparison.Evaluate("made", images, images, Psnrs, cancellationToken: stop.Token);
        Assert.Empty(result.Indices);
        Assert.True(result.Partial);
        using var late = new CancellationTokenSource();
        result = FolderComparison.Evaluate("made", images, images, Psnrs, p => { if (p.Done == 2) late.Cancel(); }, late.Token);
        Assert.False(result.Partial);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        using var one = new NamedPictures(("a.png", 8, 8, 0));
        using var other = new NamedPictures(("b.png", 8, 8, 0));
        using var twice = new NamedPictures(("a.png", 8, 8, 0), ("a.jpg", 8, 8, 0));
        using var wide = new NamedPictures(("a.png", 9, 8, 0));
        using var endless = new NamedPictures() { IsEndless = true };
        Assert.Contains("none of which has the name", Message<DatasetException>(other, one, Psnrs));
        Assert.Contains("a.jpg and a.png are both a", Message<DatasetException>(twice, one, Psnrs));
        Assert.Contains("a.png is 9x8 and its reference 8x8", Message<DatasetException>(wide, one, Psnrs));
        Assert.Contains("have no end", Message<ConfigException>(one, endless, Psnrs));
        Assert.Contains("rate is of a model's latent", Message<ConfigException>(one, one, Psnrs with { Metrics = ["psnr", "rate"] }));
        Assert.Contains("not known", Message<ConfigException>(one, one, Psnrs with { Metrics = ["psnrr"] }));
        Assert.Contains("at least one", Message<ConfigException>(one, one, Psnrs with { Metrics = [] }));
        Assert.Equal("images", Assert.Throws<ArgumentNullException>(() => FolderComparison.Evaluate("made", null!, one, Psnrs)).ParamName);
        Assert.Equal("reference", Assert.Throws<ArgumentNullException>(() => FolderComparison.Evaluate("made", one, null!, Psnrs)).ParamName);
        Assert.Equal("options", Assert.Throws<ArgumentNullException>(() => FolderComparison.Evaluate("made", one, one, null!)).ParamName);
    }

    private static string Message<T>(IImageSource images, IImageSource reference, EvaluationOptions options)
        where T : Exception => Assert.Throws<T>(() => FolderComparison.Evaluate("made", images, reference, options)).Message;

    private static double OfDifference(int levels) => 20 * Math.Log10(255.0 / levels);

    /// <summary>Pictures of one gray level each, by name; a width of nought is a file that cannot be read.</summary>
    private sealed class NamedPictures(params (string Name, int Width, int Height, byte Level)[] pictures) : IImageSource
    {
        public bool IsEndless { get; init; }

        public string Description => $"{pictures.Length} pictures";

        public long? Count => IsEndless ? null : pictures.Length;

        public SkippedImages Skipped { get; } = new();

        public string NameOf(long index) => pictures[index].Name;

        public RgbImage? TryLoad(long index, in LoadOptions options)
        {
            var (name, width, height, level) = pictures[index];
            if (width == 0)
            {
                Skipped.Add(name, "broken");
                return null;
            }
            var image = new RgbImage(width, height);
            Array.Fill(image.Pixels, level);
            return image;
        }

        public void Dispose()
        {
        }
    }
}
