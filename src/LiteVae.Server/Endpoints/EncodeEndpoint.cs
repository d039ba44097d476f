using LiteVae.Server.Content;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;

namespace LiteVae.Server.Endpoints;

/// <summary><c>POST /v1/encode</c>: a picture to its latent.</summary>
internal static class EncodeEndpoint
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, ModelCatalog models, ComputeQueue queue, ServerOptions options, string? model, string? latent, long? seed, bool? scaled)
    {
        var output = LatentOutput.Of(MediaTypes.Choose(context.Request, MediaTypes.LatentsOut), latent, seed, scaled);
        using var lease = await models.LendAsync(model, context.RequestAborted);
        output.Require(lease.Codec);
        var picture = await PictureInput.ReadAsync(context, options);
        var job = CodecJobs.Encode(picture, lease.Codec, context.RequestAborted);
        var latents = await queue.RunAsync(job);
        ComputedResult.Describe(context.Response, lease.Name, job, picture.Width, picture.Height);
        return Results.Bytes(output.Write(latents), output.MediaType);
    }
}
