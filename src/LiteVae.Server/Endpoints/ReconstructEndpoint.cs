using System.Globalization;
using LiteVae.Codec;
using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;

namespace LiteVae.Server.Endpoints;

/// <summary><c>POST /v1/reconstruct</c>: a picture through the model and back, with how near it comes.</summary>
internal static class ReconstructEndpoint
{
    private static readonly string[] s_offered = [.. MediaTypes.PicturesOut, MediaTypes.Json];

    public static async Task<IResult> HandleAsync(
        HttpContext context, ModelCatalog models, ComputeQueue queue, ServerOptions options, string? model, int? quality)
    {
        var type = MediaTypes.Choose(context.Request, s_offered);
        var output = type == MediaTypes.Json ? null : PictureOutput.Of(type, quality);
        using var lease = await models.LendAsync(model, context.RequestAborted);
        var input = await PictureInput.ReadAsync(context, options);
        var job = CodecJobs.Reconstruct(input, lease.Codec, (original, latents, reconstruction) => Measure(lease.Name, original, latents, reconstruction, output), context.RequestAborted);
        var (measured, file) = await queue.RunAsync(job);
        ComputedResult.Describe(context.Response, lease.Name, job, input.Width, input.Height);
        context.Response.Headers["LiteVae-Psnr"] = measured.Psnr.ToString("0.####", CultureInfo.InvariantCulture);
        if (measured.Ssim is { } ssim)
            context.Response.Headers["LiteVae-Ssim"] = ssim.ToString("0.######", CultureInfo.InvariantCulture);
        return file is null ? Results.Json(measured, ServerJson.Options) : Results.Bytes(file, type);
    }

    private static (Reconstruction Measured, byte[]? File) Measure(string name, RgbImage original, Latents latents, RgbImage reconstruction, PictureOutput? output)
    {
        double? ssim = Math.Min(original.Width, original.Height) >= Ssim.MinimumSide ? Ssim.Of(original, reconstruction) : null;
        var measured = new Reconstruction(
            name, original.Width, original.Height, [latents.Channels, latents.Height, latents.Width], Psnr.Of(original, reconstruction), ssim);
        return (measured, output?.Encode(reconstruction));
    }
}
