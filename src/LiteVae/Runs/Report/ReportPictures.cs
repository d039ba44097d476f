using LiteVae.Pages;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;

namespace LiteVae.Runs.Report;

/// <summary>The report's pictures: the samples, and one sample's course over time.</summary>
internal static class ReportPictures
{
    private const int MaxFrames = 8;

    /// <summary>The most pictures beside each other; rows of more are broken, in pairs.</summary>
    private const int MaxColumns = 5;

    /// <summary>Samples wider than this (pixels) get a layout with fewer pictures beside each other.</summary>
    private const int LargeSample = 160;

    public static Markup Samples(ReportData data)
    {
        if (data.Samples is not { Rows.Count: > 0 } sheet)
            return Markup.Empty;
        var content = data.Run.Report;
        var large = sheet.Rows.Max(row => row.Pictures[0].Width) > LargeSample ? " large" : "";
        return Markup.Of($"""
            <section>
            <h2>{content.SamplesTitle}</h2>
            {(sheet.Subject is { } subject ? Markup.Of($"<p class=\"note\">Of {subject}.</p>") : Markup.Empty)}
            {content.SamplesNote?.Invoke(sheet) ?? Markup.Empty}
            <div class="samples{large}">
            {Markup.Join(sheet.Rows.Select(row => Sample(sheet, row)))}</div>
            </section>
            """);
    }

    /// <summary>What the samples are, as a noun.</summary>
    public static string Subject(SampleSheet sheet) => sheet.Subject ?? $"the {sheet.Rows.Count} sample{(sheet.Rows.Count == 1 ? "" : "s")} below";

    public static Markup Progress(ReportData data)
    {
        if (data.Frames.Count < 2)
            return Markup.Empty;
        var subject = data.Run.Report.ProgressSubject;
        var frames = Choose(data.Frames).Select(frame => Markup.Of(
            $"<figure><img src=\"{PagePictures.Uri(File.ReadAllBytes(frame.Path))}\" alt=\"{subject} after {frame.Step} steps\"><figcaption>step {PageNumbers.Whole(frame.Step)}</figcaption></figure>\n"));
        return Markup.Of($"""
            <section>
            <h2>How it came about</h2>
            <p class="note">{subject} as training went on.</p>
            <div class="strip">
            {Markup.Join(frames)}</div>
            </section>
            """);
    }

    /// <summary>Chooses at most eight frames, the first and the last among them, denser at the beginning, where most changes.</summary>
    internal static IEnumerable<ProgressFrame> Choose(IReadOnlyList<ProgressFrame> frames)
    {
        var count = Math.Min(MaxFrames, frames.Count);
        for (var (i, index) = (0, 0); i < count; i++)
        {
            yield return frames[index];
            var wanted = (int)Math.Round(Math.Pow(frames.Count, (i + 1) / (count - 1.0))) - 1;
            index = Math.Min(Math.Max(index + 1, wanted), frames.Count - 1);
        }
    }

    private static Markup Sample(SampleSheet sheet, SampleRow row)
    {
        var score = row.Score is { } value && sheet.Headline is { } headline ? Markup.Of($" <span>{headline.Describe(value)}</span>") : Markup.Empty;
        var (first, second) = sheet.Compared ?? new ColumnPair(-1, -1);
        var pictures = row.Pictures.Select((_, i) => i == first
            ? PagePictures.Compared(Picture(sheet, row, first), sheet.Captions[first], Picture(sheet, row, second), sheet.Captions[second], row.Name)
            : i == second ? Markup.Empty : Picture(sheet, row, i));
        return Markup.Of($"""
            <article class="sample">
            <h3>{row.Name}{score}</h3>
            <div style="--columns:{(row.Pictures.Count <= MaxColumns ? row.Pictures.Count : MaxColumns - 1)}">
            {Markup.Join(pictures)}</div>
            </article>

            """);
    }

    // A picture smaller than its neighbors is enlarged to their size, without smoothing.
    private static Markup Picture(SampleSheet sheet, SampleRow row, int column) => PagePictures.Figure(
        sheet.Captions[column], row.Pictures[column], row.Name, row.Pictures[column].Width < row.Pictures.Max(p => p.Width) ? "pixelated" : "",
        column < row.Notes.Count ? row.Notes[column] : "", column < sheet.Scales.Count ? sheet.Scales[column] : null);
}
