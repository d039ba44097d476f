using System.Text.RegularExpressions;

namespace LiteVae.Tests.Architecture;

/// <summary>What a page of Markdown links to, and which headings can be linked to. Code is left out.</summary>
internal sealed partial class MarkdownPage(string content)
{
    private readonly string _text = Code().Replace(content, "");

    /// <summary>Targets of links and pictures within the repository, without titles: <c>training.md#loss</c>.</summary>
    public IEnumerable<string> RelativeLinks => Link().Matches(_text)
        .Select(m => Uri.UnescapeDataString(m.Groups["target"].Value))
        .Where(target => !Scheme().IsMatch(target));

    /// <summary>Headings as GitHub names them in addresses: lower case, hyphens for spaces, without punctuation.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(content)
        .Select(m => Punctuation().Replace(m.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)[^)]*\)|^\[[^\]]+\]:\s*(?<target>\S+)", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z]+:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
