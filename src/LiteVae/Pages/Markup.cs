using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace LiteVae.Pages;

/// <summary>A piece of HTML. Made from an interpolated string whose holes are encoded, unless they are markup themselves.</summary>
internal readonly record struct Markup(string Html)
{
    public static Markup Empty { get; } = new("");

    /// <summary>HTML with its holes encoded.</summary>
    public static Markup Of(MarkupHandler html) => html.ToMarkup();

    /// <summary>Several pieces, one after the other.</summary>
    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.Html)));

    public override string ToString() => Html ?? "";
}

/// <summary>Builds <see cref="Markup"/>: literal parts stay as they are, values are encoded.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private readonly StringBuilder _html;

    public MarkupHandler(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + 16 * formattedCount);

    public void AppendLiteral(string text) => _html.Append(text);

    public void AppendFormatted(Markup markup) => _html.Append(markup.Html);

    public void AppendFormatted<T>(T value, string? format = null)
    {
        var text = value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString();
        _html.Append(WebUtility.HtmlEncode(text));
    }

    public Markup ToMarkup() => new(_html.ToString());
}
