using LiteVae.Codec.Inspection;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Endpoints;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;

namespace LiteVae.Server.Studio.Pictures;

/// <summary><c>POST /studio/features</c>: the feature maps that a picture makes within the model. Nothing of them is kept.</summary>
internal static class FeaturesEndpoint
{
    // The picture passes through as a whole, not in tiles, and the decoder's maps have a hundred channels.
    private const long MaxPixels = 512 * 512;
    private const int MapSide = 128;

    public static async Task<IResult> HandleAsync(HttpContext context, ModelCatalog models, ComputeQueue queue, ServerOptions options, string? model)
    {
        using var lease = await models.LendAsync(model, context.RequestAborted);
        var input = await PictureInput.ReadAsync(context, options with { MaxPixels = Math.Min(MaxPixels, options.MaxPixels) });
        var job = new SingleJob<FeatureStage[]>("features", canceled => [.. Stages(lease.Codec.Inspect(input.Decode().AsPicture(), canceled))], context.RequestAborted);
        var stages = await queue.RunAsync(job);
        ComputedResult.Describe(context.Response, lease.Name, job, input.Width, input.Height);
        return Results.Json(new { Model = lease.Name, input.Width, input.Height, Stages = stages }, ServerJson.Options);
    }

    private static IEnumerable<FeatureStage> Stages(ModelInspection inside) =>
        [.. inside.Extracted.Select(level => Draw($"Encoder, wavelet level {level.Level}", level.Maps)), Draw("Decoder, last block", inside.FeatureMaps)];

    private static FeatureStage Draw(string name, ChannelPlanes maps) => new(name, maps.Height, maps.Width, [.. FeatureMapPicture.Of(maps, MapSide).Select(map => WebpEncoder.Encode(map))]);
}
