using LiteVae.Pages;
using LiteVae.Pictures;
using LiteVae.Training.Observers;

namespace LiteVae.Training.Report;

/// <summary>The report's pictures: samples, their course over time, sub-bands.</summary>
internal static class ReportPictures
{
    private const int MostFrames = 8;
    private const int LargeSample = 160;

    public static Markup Samples(ReportData data)
    {
        if (data.Samples is not { Items.Count: > 0 } sheet)
            return Markup.Empty;
        var large = sheet.Items.Max(item => item.Original.Width) > LargeSample ? " large" : "";
        return Markup.Of($"""
            <section>
            <h2>Reconstructions</h2>
            <p class="note">Fixed images through the model after {PageNumbers.Whole(sheet.Step)} steps. The latent is what the decoder gets, its {data.Run.LatentChannels} channels drawn as three colours.</p>
            <p class="note">Error: {PagePictures.ErrorRamp()}</p>
            <div class="samples{large}">
            {Markup.Join(sheet.Items.Select(Sample))}</div>
            </section>
            """);
    }

    public static Markup Progress(ReportData data)
    {
        if (data.Frames.Count < 2)
            return Markup.Empty;
        var frames = Choose(data.Frames).Select(frame => Markup.Of(
            $"<figure><img src=\"{PagePictures.Uri(File.ReadAllBytes(frame.Path))}\" alt=\"The first sample's reconstruction after {frame.Step} steps\"><figcaption>step {PageNumbers.Whole(frame.Step)}</figcaption></figure>\n"));
        return Markup.Of($"""
            <section>
            <h2>How it came about</h2>
            <p class="note">The first sample's reconstruction as training went on.</p>
            <div class="strip">
            {Markup.Join(frames)}</div>
            </section>
            """);
    }

    public static Markup Subbands(ReportData data) => data.Subbands is not { } picture ? Markup.Empty : Markup.Of($"""
        <section>
        <h2>Wavelet sub-bands</h2>
        <div class="subbands">
        <img src="{PagePictures.Uri(PngEncoder.Encode(picture))}" alt="The nested wavelet sub-bands of the first sample">
        <div>
        <p>A wavelet encoder does not see pixels, but the Haar wavelet transform of the image. Each level splits what is left into a picture of half the size (top left) and three sets of details: horizontal edges to its right, vertical edges below, diagonals across.</p>
        <p>Nothing is lost: the transform can be undone exactly. It separates coarse structure from texture, so that a small network is enough to turn the bands into a latent. Details are drawn about mid-grey, four times amplified.</p>
        </div>
        </div>
        </section>
        """);

    /// <summary>At most eight frames, the first and the last among them, denser at the beginning, where most changes.</summary>
    internal static IEnumerable<ProgressFrame> Choose(IReadOnlyList<ProgressFrame> frames)
    {
        var count = Math.Min(MostFrames, frames.Count);
        for (var (i, index) = (0, 0); i < count; i++)
        {
            yield return frames[index];
            var wanted = (int)Math.Round(Math.Pow(frames.Count, (i + 1) / (count - 1.0))) - 1;
            index = Math.Min(Math.Max(index + 1, wanted), frames.Count - 1);
        }
    }

    private static Markup Sample(SampleItem item) => Markup.Of($"""
        <article class="sample">
        <h3>{item.Name} <span>{item.Psnr:0.00} dB</span></h3>
        <div>
        {PagePictures.Figure("original", item.Original, item.Name)}{PagePictures.Figure("reconstruction", item.Reconstruction, item.Name)}{PagePictures.Figure("error", item.ErrorMap, item.Name)}{PagePictures.Figure("latent", item.Latent, item.Name, "pixelated")}</div>
        </article>

        """);
}
