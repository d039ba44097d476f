using LiteVae.Codec.Pixels;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Metrics;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server.Endpoints;

/// <summary><c>POST /v1/decode</c>: a latent to its picture.</summary>
internal static class DecodeEndpoint
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, ModelCatalog models, ComputeQueue queue, ServerOptions options, string? model, bool? scaled, int? width, int? height, int? quality)
    {
        var output = PictureOutput.Of(MediaTypes.Choose(context.Request, MediaTypes.PicturesOut), quality);
        using var lease = await models.LendAsync(model, context.RequestAborted);
        var file = await RequestBody.ReadAsync(context.Request, MediaTypes.LatentsIn, options.MaxBodyBytes, context.RequestAborted);
        var latents = LatentInput.Read(file, lease.Codec, scaled, (width, height));
        // What is computed is the whole latent, of which the picture may be a corner.
        var factor = (long)lease.Codec.DownsamplingFactor;
        PictureInput.RequireWithin(options.MaxPixels, latents.Width * factor, latents.Height * factor);
        context.Features.GetRequiredFeature<RequestOutcome>().Pixels = (long)latents.PictureWidth * latents.PictureHeight;
        var job = new SingleJob<byte[]>(
            "decode", canceled => output.Encode(lease.Codec.Decode(latents, PixelFormat.Rgb24, null, canceled).ToRgbImage()), context.RequestAborted);
        var picture = await queue.RunAsync(job);
        ComputedResult.Describe(context.Response, lease.Name, job, latents.PictureWidth, latents.PictureHeight);
        return Results.Bytes(picture, output.MediaType);
    }
}
