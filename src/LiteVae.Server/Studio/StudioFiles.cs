using LiteVae.Pictures;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio;

/// <summary>The files of the page: resources of the assemblies, so that a name in a request is looked up in a list and never opened.</summary>
internal static class StudioFiles
{
    private const string Prefix = "studio/";
    private const string StartPage = "index.html";

    // What the studio has in common with the reports.
    private static readonly string[] s_ofReports = ["page.css", "marks.js"];

    private const string ContentSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly Lazy<Dictionary<string, StudioFile>> s_files = new(ReadAll);

    /// <summary>The names of all files.</summary>
    public static IReadOnlyCollection<string> Names => s_files.Value.Keys;

    /// <summary><c>GET /</c>.</summary>
    public static IResult Start(HttpContext context) => Get(context, StartPage);

    /// <summary><c>GET /studio/files/{name}</c>.</summary>
    public static IResult Get(HttpContext context, string name)
    {
        if (!s_files.Value.TryGetValue(name, out var file))
            throw new ProblemException(Problem.NotFound, "The studio has no such file.");
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurity;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache"; // asked for anew each time, and answered with 304 where it is the same
        return file.Respond(context);
    }

    private static Dictionary<string, StudioFile> ReadAll()
    {
        var own = typeof(StudioFiles).Assembly;
        var files = own.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(n => n[Prefix.Length..], n => Read(own, n));
        foreach (var name in s_ofReports)
            files[name] = Read(typeof(RgbImage).Assembly, name);
        return files;
    }

    private static StudioFile Read(System.Reflection.Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no resource {name}.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return new StudioFile(content.ToArray(), TypeOf(name));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The studio has no files of type {other}."),
    };
}
