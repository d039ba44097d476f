using System.Net;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Endpoints;

/// <summary>The pages for people, which are resources of the assembly and load nothing from elsewhere.</summary>
internal static class PageEndpoints
{
    private const string ContentSecurity = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lazy<string> s_docs = new(() => Read("docs.html").Replace(
        "<!-- problems -->",
        string.Concat(Problem.All.Select(p => $"<tr id=\"{p.Code}\"><td>{p.Status}</td><td><code>{p.Code}</code></td><td>{WebUtility.HtmlEncode(p.Title)}</td></tr>\n")),
        StringComparison.Ordinal));

    /// <summary><c>GET /docs</c>: every endpoint and every problem.</summary>
    public static IResult Docs(HttpContext context) => Page(context, s_docs.Value);

    private static IResult Page(HttpContext context, string html)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurity;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Text(html, "text/html; charset=utf-8");
    }

    private static string Read(string name)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream($"LiteVae.Server.Pages.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
