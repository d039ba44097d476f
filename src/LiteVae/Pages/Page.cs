using System.Reflection;

namespace LiteVae.Pages;

/// <summary>A whole page that needs no other file.</summary>
internal static class Page
{
    private static string Version { get; } =
        typeof(Page).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <param name="title">The title of the window.</param>
    /// <param name="header">What stands above the main part.</param>
    /// <param name="main">The sections.</param>
    /// <param name="written">When.</param>
    public static string Render(string title, Markup header, Markup main, DateTimeOffset written) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="LiteVae {Version}">
        <title>{title}</title>
        <style>
        {Resource("page.css")}</style>
        </head>
        <body>
        {header}
        <main>
        {main}
        </main>
        <footer>LiteVae {Version}, {written:yyyy-MM-dd HH:mm} UTC</footer>
        <dialog class="zoom" aria-label="Enlarged picture">
        <img alt="">
        <p></p>
        <form method="dialog"><button>Close (Escape)</button></form>
        </dialog>
        <script>
        {Resource("pictures.js")}{Resource("marks.js")}{Resource("charts.js")}</script>
        </body>
        </html>

        """).Html;

    /// <summary>A number with its name, unit and note.</summary>
    public static Markup Tile(string name, string value, string unit, string note) => Markup.Of(
        $"<div class=\"tile\"><h2>{name}</h2><p class=\"value\">{value} <small>{unit}</small></p><p>{note}</p></div>\n");

    private static Markup Resource(string name)
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the library.");
        using var reader = new StreamReader(stream);
        return new Markup(reader.ReadToEnd());
    }
}
