using LiteVae.Pictures;

namespace LiteVae.Pages;

/// <summary>Pictures within a page.</summary>
internal static class PagePictures
{
    /// <summary>A picture with what it is below it.</summary>
    /// <param name="kind">"original", "reconstruction", …</param>
    /// <param name="picture">The picture.</param>
    /// <param name="name">The name of the image that is shown.</param>
    /// <param name="style">A class of the style sheet; empty for none.</param>
    /// <param name="note">What is to be said of it besides, such as its PSNR; empty for nothing.</param>
    /// <param name="scale">What its colors mean; null where they are those of an image.</param>
    public static Markup Figure(string kind, RgbImage picture, string name, string style = "", string note = "", ColorScale? scale = null) => Markup.Of(
        $"<figure><img class=\"{style}\" src=\"{Uri(PngEncoder.Encode(picture))}\" width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{name}: {kind}\"><figcaption>{kind}{(note.Length == 0 ? Markup.Empty : Markup.Of($" <b>{note}</b>"))}{(scale is null ? Markup.Empty : Ramp(scale))}</figcaption></figure>\n");

    /// <summary>Two pictures of one thing, side by side; the page's script lays the second over the first, behind a slider.</summary>
    /// <param name="first">The figure of the first picture.</param>
    /// <param name="firstKind">What it is: "original".</param>
    /// <param name="second">The figure of the second picture, of the same size.</param>
    /// <param name="secondKind">What it is: "reconstruction".</param>
    /// <param name="name">The name of the image that is shown.</param>
    public static Markup Compared(Markup first, string firstKind, Markup second, string secondKind, string name) => Markup.Of($"""
        <div class="compare">
        {first}{second}<label><span>{firstKind}</span><input type="range" min="0" max="100" value="50" aria-label="{name}: share of the picture that shows the {firstKind}, the rest shows the {secondKind}"><span>{secondKind}</span></label>
        </div>

        """);

    private static Markup Ramp(ColorScale scale)
    {
        var colors = string.Join(',', scale.Colors.Select(c => $"rgb({c[0]} {c[1]} {c[2]})"));
        return Markup.Of($"<span class=\"ramp\">{scale.Low} <i style=\"background:linear-gradient(90deg,{colors})\"></i> {scale.High}</span>");
    }

    /// <summary>A PNG file as an address.</summary>
    public static string Uri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);
}
