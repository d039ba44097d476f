namespace LiteVae.Tests.Architecture;

/// <summary>Links between the pages of the documentation.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        string[] pages = [.. Pages()];
        Assert.Contains(Path.Combine(SourceFolder.Repository, "README.md"), pages);
        var links = pages.SelectMany(page => new MarkdownPage(File.ReadAllText(page)).RelativeLinks.Select(link => (Page: page, Link: link))).ToList();
        Assert.NotEmpty(links);
        Assert.Empty(links.Where(l => !LeadsSomewhere(l.Page, l.Link)).Select(l => $"{Path.GetRelativePath(SourceFolder.Repository, l.Page)}: {l.Link}"));
    }

    [Theory]
    [InlineData("See [there](docs/there.md#part).", "docs/there.md#part")]
    [InlineData("![A picture](figure.png \"title\")", "figure.png")]
    [InlineData("[there]: ../there.md", "../there.md")]
    [InlineData("[![inner](a.svg)](b.md)", "a.svg", "b.md")]
    [InlineData("[outside](https://example.org) [`code`](there.md) `[code](no.md)`", "there.md")]
    [InlineData("```\n[code](no.md)\n```\n[text](yes.md)", "yes.md")]
    public void Links_are_found(string text, params string[] links) => Assert.Equal(links, new MarkdownPage(text).RelativeLinks);

    [Theory]
    [InlineData("## Longer runs", "longer-runs")]
    [InlineData("## `loss.adversarial`", "lossadversarial")]
    [InlineData("### On an accelerator (Table 3)", "on-an-accelerator-table-3")]
    public void Headings_have_the_names_that_GitHub_gives_them(string heading, string anchor) => Assert.Equal([anchor], new MarkdownPage(heading).Anchors);

    private static bool LeadsSomewhere(string page, string link)
    {
        var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, "");
        var target = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
        return Path.Exists(target) && (anchor.Length == 0 || new MarkdownPage(File.ReadAllText(target)).Anchors.Contains(anchor));
    }

    /// <summary>The pages of the repository, without those in folders of build outputs or in hidden ones.</summary>
    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(SourceFolder.Repository, "*.md", SearchOption.AllDirectories)
        .Where(page => !Path.GetRelativePath(SourceFolder.Repository, page).Split(Path.DirectorySeparatorChar)
            .Any(part => part is "bin" or "obj" or "artifacts" or "runs" or "TestResults" || part.StartsWith('.')));
}
