using LiteVae.Codec;
using LiteVae.Server.Content;
using LiteVae.Server.Metrics;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server.Endpoints;

/// <summary>The answer to whatever has a latent decoded.</summary>
internal static class DecodedPicture
{
    /// <summary>Decodes a latent in the queue, and answers with the picture.</summary>
    /// <param name="context">The request.</param>
    /// <param name="lease">The model.</param>
    /// <param name="latents">The latent.</param>
    /// <param name="output">The form in which the picture goes out.</param>
    /// <param name="kind">What metrics call the job.</param>
    /// <param name="queue">Computes it.</param>
    /// <param name="options">The limit of pixels.</param>
    /// <exception cref="Errors.ProblemException">The picture would be too large.</exception>
    public static async Task<IResult> RespondAsync(
        HttpContext context, ModelLease lease, Latents latents, PictureOutput output, string kind, ComputeQueue queue, ServerOptions options)
    {
        // What is computed is the whole latent, of which the picture may be a corner.
        var factor = (long)lease.Codec.DownsamplingFactor;
        PictureInput.RequireWithin(options.MaxPixels, latents.Width * factor, latents.Height * factor);
        context.Features.GetRequiredFeature<RequestOutcome>().Pixels = (long)latents.PictureWidth * latents.PictureHeight;
        var job = CodecJobs.Decode(kind, latents, lease.Codec, output.Encode, context.RequestAborted);
        var picture = await queue.RunAsync(job);
        ComputedResult.Describe(context.Response, lease.Name, job, latents.PictureWidth, latents.PictureHeight);
        return Results.Bytes(picture, output.MediaType);
    }
}
