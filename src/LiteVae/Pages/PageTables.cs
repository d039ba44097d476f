namespace LiteVae.Pages;

/// <summary>Tables within a page.</summary>
internal static class PageTables
{
    /// <summary>A table that may be wider than the page: it scrolls by itself, by keyboard too, and a shadow shows where more of it is.</summary>
    /// <param name="name">What the table is, for readers who cannot see it.</param>
    /// <param name="content">Its head and body.</param>
    /// <param name="caption">What stands above it; empty for nothing.</param>
    public static Markup Wide(string name, Markup content, string caption = "") => Markup.Of($"""
        <div class="wide" tabindex="0" role="region" aria-label="{name}"><table>
        {(caption.Length == 0 ? Markup.Empty : Markup.Of($"<caption>{caption}</caption>\n"))}{content}
        </table></div>

        """);
}
