using LiteVae.Server.Content;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio.Runs;

/// <summary>What the studio shows of runs.</summary>
internal static class RunEndpoints
{
    private const int MaxNames = 12;

    /// <summary><c>GET /studio/runs</c>.</summary>
    public static IResult List(RunCatalog catalog, RunHistories histories, ServerOptions options) => Json(new
    {
        Enabled = catalog.IsEnabled,
        options.AllowStop,
        Runs = catalog.Find().Select(r => ListedRun.Of(r.Name, r.Folder, histories.Read(r.Folder), options.AllowStop)).ToArray(),
    });

    /// <summary><c>GET /studio/runs/curves?run=NAME&amp;curve=loss/total</c>; curve may be repeated.</summary>
    public static IResult Curves(RunCatalog catalog, RunHistories histories, string? run, string[]? curve)
    {
        var folder = catalog.Get(run);
        var history = histories.Read(folder);
        return Json(new RunCurves(
            run!,
            [.. history.Series.Keys.Order(StringComparer.Ordinal)],
            RunCurves.Select(history, (curve ?? []).Take(MaxNames)),
            [.. RunCatalog.Pictures(folder, progress: false).Select(f => f.Name)],
            [.. RunCatalog.Pictures(folder, progress: true).Select(f => f.Name)]));
    }

    /// <summary><c>GET /studio/runs/pictures?run=NAME&amp;picture=step-00000400.png&amp;progress=true</c>.</summary>
    public static IResult Picture(HttpContext context, RunCatalog catalog, string? run, string? picture, bool? progress)
    {
        var file = RunCatalog.Pictures(catalog.Get(run), progress ?? false).FirstOrDefault(f => f.Name == picture)
            ?? throw new ProblemException(Problem.NotFound, "picture expects the name of a picture that /studio/runs/curves lists.");
        context.Response.Headers.CacheControl = "private, max-age=60";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(file.FullName, MediaTypes.Png, lastModified: file.LastWriteTimeUtc);
    }

    private static IResult Json(object value) => Results.Json(value, ServerJson.Options);
}
