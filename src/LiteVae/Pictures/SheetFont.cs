using SkiaSharp;

namespace LiteVae.Pictures;

/// <summary>Finds a font to label pictures with.</summary>
/// <remarks>
/// The Linux build of Skia that needs no system library does not know which fonts suit: its default typeface may be any,
/// or draw nothing but boxes. So well-known files are looked for first, in the folders where systems keep them.
/// </remarks>
internal static class SheetFont
{
    private static readonly string[] Folders =
    [
        "/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts",
        Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
    ];

    private static readonly string[] Preferred =
        ["DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "Helvetica.ttc"];

    private static readonly Lazy<SKTypeface?> Typeface = new(() => FromFolders(Folders) ?? Usable(SKTypeface.Default));

    /// <summary>A font of a size in pixels; null where the system has none.</summary>
    public static SKFont? Create(float size) =>
        Typeface.Value is { } typeface ? new SKFont(typeface, size) { Edging = SKFontEdging.Antialias } : null;

    internal static SKTypeface? FromFolders(IEnumerable<string> folders)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        var files = folders
            .Where(folder => folder.Length > 0 && Directory.Exists(folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.tt?", options))
            .ToLookup(file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase);
        return Preferred
            .SelectMany(name => files[name])
            .Select(file => Usable(SKTypeface.FromFile(file)))
            .FirstOrDefault(typeface => typeface is not null);
    }

    private static SKTypeface? Usable(SKTypeface? typeface) =>
        typeface is not null && typeface.ContainsGlyphs("Ag0") ? typeface : null;
}
