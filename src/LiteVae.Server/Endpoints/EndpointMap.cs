using LiteVae.Server.Content;
using LiteVae.Server.Queue;
using LiteVae.Server.Security;
using LiteVae.Server.Studio;

namespace LiteVae.Server.Endpoints;

/// <summary>Which address leads where.</summary>
internal static class EndpointMap
{
    public static void Map(WebApplication app)
    {
        MapComputing(app);
        app.MapGet("/v1/models", ModelsEndpoint.Handle).WithSummary("What is served.");
        app.MapGet("/health/live", HealthEndpoints.Live).WithMetadata(new OpenToAll()).WithSummary("Whether the process answers.");
        app.MapGet("/health/ready", HealthEndpoints.Ready).WithMetadata(new OpenToAll()).WithSummary("Whether requests should be sent here: after the warm-up, and not while the service is being stopped.");
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new OpenToAll());
        StudioEndpoints.Map(app);
        app.MapGet("/docs", PageEndpoints.Docs).WithMetadata(new OpenToAll()).ExcludeFromDescription();
    }

    private static void MapComputing(WebApplication app)
    {
        var computing = app.MapGroup("/v1").WithMetadata(new Computes());
        computing.MapPost("/encode", EncodeEndpoint.HandleAsync).WithSummary("A picture to its latent.")
            .WithMetadata(new Transfer(MediaTypes.PicturesIn, MediaTypes.LatentsOut));
        computing.MapPost("/decode", DecodeEndpoint.HandleAsync).WithSummary("A latent to its picture.")
            .WithMetadata(new Transfer(MediaTypes.LatentsIn, MediaTypes.PicturesOut));
        computing.MapPost("/reconstruct", ReconstructEndpoint.HandleAsync).WithSummary("A picture through the model and back, with PSNR and SSIM.")
            .WithMetadata(new Transfer(MediaTypes.PicturesIn, [.. MediaTypes.PicturesOut, MediaTypes.Json]));
        computing.MapPost("/sample", SampleEndpoint.HandleAsync).WithSummary("A picture from the diffusion model, or events that tell its progress.")
            .WithMetadata(new Transfer([MediaTypes.Json], [.. MediaTypes.PicturesOut, MediaTypes.EventStream]));
    }
}
