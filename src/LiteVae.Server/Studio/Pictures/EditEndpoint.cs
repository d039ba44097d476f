using System.Text.Json;
using LiteVae.Codec.Pixels;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Endpoints;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server.Studio.Pictures;

/// <summary><c>POST /studio/edit</c>: what the decoder makes of a latent that was changed.</summary>
internal static class EditEndpoint
{
    public static async Task<IResult> HandleAsync(HttpContext context, ModelCatalog models, ComputeQueue queue, ServerOptions options, string? model)
    {
        using var lease = await models.LendAsync(model, context.RequestAborted);
        var edit = await ReadAsync(context, options);
        var latents = edit.Apply(lease.Codec);
        var factor = (long)lease.Codec.DownsamplingFactor;
        PictureInput.RequireWithin(options.MaxPixels, latents.Width * factor, latents.Height * factor);
        context.Features.GetRequiredFeature<RequestOutcome>().Pixels = (long)latents.PictureWidth * latents.PictureHeight;
        var job = new SingleJob<byte[]>(
            "edit", canceled => PngEncoder.Encode(lease.Codec.Decode(latents, PixelFormat.Rgb24, null, canceled).ToRgbImage()), context.RequestAborted);
        var picture = await queue.RunAsync(job);
        ComputedResult.Describe(context.Response, lease.Name, job, latents.PictureWidth, latents.PictureHeight);
        return Results.Bytes(picture, MediaTypes.Png);
    }

    private static async Task<LatentEdit> ReadAsync(HttpContext context, ServerOptions options)
    {
        var body = await RequestBody.ReadAsync(context.Request, [MediaTypes.Json], options.MaxBodyBytes, context.RequestAborted);
        try
        {
            return JsonSerializer.Deserialize<LatentEdit>(body, ServerJson.Options) is { Latent: not null, Dropped: not null } edit
                ? edit : throw new ProblemException(Problem.BadRequest, "The body expects an object with a latent.");
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.BadRequest, e.Message, e);
        }
    }
}
