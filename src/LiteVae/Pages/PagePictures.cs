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
    public static Markup Figure(string kind, RgbImage picture, string name, string style = "") => Markup.Of(
        $"<figure><img class=\"{style}\" src=\"{Uri(PngEncoder.Encode(picture))}\" width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{name}: {kind}\"><figcaption>{kind}</figcaption></figure>\n");

    /// <summary>The legend of an error map: its colors from no error to the largest that is shown.</summary>
    public static Markup ErrorRamp()
    {
        var colors = string.Join(',', ErrorMap.Ramp.Select(c => $"rgb({c[0]} {c[1]} {c[2]})"));
        return Markup.Of($"<span class=\"ramp\">0 <i style=\"background:linear-gradient(90deg,{colors})\"></i> {ErrorMap.FullScale} of 255 levels and more</span>");
    }

    /// <summary>A PNG file as an address.</summary>
    public static string Uri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);
}
