using LiteVae.Runs.Observers;
using SkiaSharp;

namespace LiteVae.Tests.Runs.Observers;

public sealed class SampleObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sheet_becomes_a_picture_named_by_its_step_and_the_first_reconstruction_one_of_its_own()
    {
        using var observer = new SampleObserver(_folder["samples"]);
        observer.RunStarted(ObserverSamples.Run());
        observer.Sampled(ObserverSamples.Sheet(400));

        Assert.Equal(["progress/step-00000400.png", "step-00000400.png"], Directory
            .GetFiles(_folder["samples"], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder["samples"], path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        using var first = SKBitmap.Decode(_folder["samples/progress/step-00000400.png"]);
        Assert.Equal((16, 16, new SKColor(190, 190, 190)), (first.Width, first.Height, first.GetPixel(8, 8)));
    }

    [Fact]
    public void A_row_shows_original_reconstruction_baseline_error_and_latent_at_one_size()
    {
        var sheet = ObserverSamples.Sheet(400);
        using var observer = new SampleObserver(_folder.Root);
        observer.Sampled(sheet);
        using var picture = SKBitmap.Decode(_folder["step-00000400.png"]);
        var cell = picture.Width / 5;
        var y = Enumerable.Range(0, picture.Height).First(y => picture.GetPixel(cell / 2, y) == new SKColor(200, 200, 200)) + cell / 2;
        var error = sheet.Rows[0].Pictures[3].Pixels;
        Assert.Equal(
            [new SKColor(200, 200, 200), new SKColor(190, 190, 190), new SKColor(150, 150, 150), new SKColor(error[0], error[1], error[2]), new SKColor(90, 90, 90)],
            Enumerable.Range(0, 5).Select(column => picture.GetPixel(column * cell + cell / 2, y)));
    }
}
