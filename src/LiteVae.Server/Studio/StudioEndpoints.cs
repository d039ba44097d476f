using LiteVae.Server.Queue;
using LiteVae.Server.Security;
using LiteVae.Server.Studio.Pictures;
using LiteVae.Server.Studio.Runs;

namespace LiteVae.Server.Studio;

/// <summary>The studio: the page at / and what it asks for beside the service's own endpoints.</summary>
internal static class StudioEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/", StudioFiles.Start).WithMetadata(new OpenToAll()).ExcludeFromDescription();
        var studio = app.MapGroup("/studio").ExcludeFromDescription();
        studio.MapGet("/files/{name}", StudioFiles.Get).WithMetadata(new OpenToAll());
        studio.MapGet("/examples/{number:int}", ExampleEndpoint.Handle);
        studio.MapPost("/analyze", AnalyzeEndpoint.HandleAsync).WithMetadata(new Computes());
        studio.MapPost("/features", FeaturesEndpoint.HandleAsync).WithMetadata(new Computes());
        studio.MapPost("/edit", EditEndpoint.HandleAsync).WithMetadata(new Computes());
        studio.MapGet("/runs", RunEndpoints.List);
        studio.MapGet("/runs/curves", RunEndpoints.Curves);
        studio.MapGet("/runs/pictures", RunEndpoints.Picture);
        studio.MapPost("/runs/stop", StopEndpoint.Handle);
    }
}
