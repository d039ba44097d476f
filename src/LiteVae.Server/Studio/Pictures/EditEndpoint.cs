using System.Text.Json;
using LiteVae.Server.Content;
using LiteVae.Server.Endpoints;
using LiteVae.Server.Errors;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;

namespace LiteVae.Server.Studio.Pictures;

/// <summary><c>POST /studio/edit</c>: what the decoder makes of a latent that was changed.</summary>
internal static class EditEndpoint
{
    public static async Task<IResult> HandleAsync(HttpContext context, ModelCatalog models, ComputeQueue queue, ServerOptions options, string? model)
    {
        using var lease = await models.LendAsync(model, context.RequestAborted);
        var edit = await ReadAsync(context, options);
        return await DecodedPicture.RespondAsync(context, lease, edit.Apply(lease.Codec), PictureOutput.Of(MediaTypes.Png, quality: null), "edit", queue, options);
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
