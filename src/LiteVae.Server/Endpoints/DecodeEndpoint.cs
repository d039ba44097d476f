using LiteVae.Server.Content;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;

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
        return await DecodedPicture.RespondAsync(context, lease, latents, output, "decode", queue, options);
    }
}
