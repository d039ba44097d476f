using System.Diagnostics;
using LiteVae.Codec;
using LiteVae.Codec.Inspection;
using LiteVae.Codec.Pixels;
using LiteVae.Evaluation.Similarity;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Endpoints;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;

namespace LiteVae.Server.Studio.Pictures;

/// <summary><c>POST /studio/analyze</c>: everything that the studio shows of a picture. Nothing of it is kept.</summary>
internal static class AnalyzeEndpoint
{
    private const int JpegQuality = 90;
    private const int SubbandLevels = 3;

    public static async Task<IResult> HandleAsync(HttpContext context, ModelCatalog models, ComputeQueue queue, ServerOptions options, string? model)
    {
        using var lease = await models.LendAsync(model, context.RequestAborted);
        var input = await PictureInput.ReadAsync(context, options);
        var job = new SingleJob<PictureAnalysis>("analyze", canceled => Run(lease.Name, lease.Codec, input.Decode(), canceled), context.RequestAborted);
        var analysis = await queue.RunAsync(job);
        ComputedResult.Describe(context.Response, lease.Name, job, input.Width, input.Height);
        return Results.Json(analysis, ServerJson.Options);
    }

    private static PictureAnalysis Run(string name, LatentCodec codec, RgbImage original, CancellationToken canceled)
    {
        var start = Stopwatch.GetTimestamp();
        var latents = codec.Encode(original.AsPicture(), null, canceled);
        var encoded = Stopwatch.GetTimestamp();
        var reconstruction = codec.Decode(latents, PixelFormat.Rgb24, null, canceled).ToRgbImage();
        var decoded = Stopwatch.GetTimestamp();
        canceled.ThrowIfCancellationRequested();
        var side = Math.Min(original.Width, original.Height);
        var png = PngEncoder.Encode(original);
        var planes = new ChannelPlanes(latents.Mean, latents.Channels, latents.Height, latents.Width);
        return new PictureAnalysis
        {
            Model = name,
            Width = original.Width,
            Height = original.Height,
            LatentShape = [latents.Channels, latents.Height, latents.Width],
            Psnr = Psnr.Of(original, reconstruction),
            Ssim = side >= Ssim.MinimumSide ? Ssim.Of(original, reconstruction) : null,
            Seconds = [Stopwatch.GetElapsedTime(start, encoded).TotalSeconds, Stopwatch.GetElapsedTime(encoded, decoded).TotalSeconds],
            Bytes = new PictureSizes(original.Pixels.LongLength, png.Length, JpegEncoder.Encode(original, JpegQuality).Length, 2L * latents.Mean.Length, latents.Mean.Length),
            Original = png,
            Reconstruction = PngEncoder.Encode(reconstruction),
            ErrorMap = PngEncoder.Encode(ErrorMap.Of(original, reconstruction)),
            ErrorScale = ErrorMap.Scale,
            Subbands = side >= 1 << SubbandLevels ? PngEncoder.Encode(SubbandPicture.Of(original, SubbandLevels)) : null,
            LatentPicture = PngEncoder.Encode(LatentPicture.Of(planes)),
            Channels = [.. Enumerable.Range(0, planes.Channels).Select(c => Describe(planes.Channel(c)))],
            Latent = Npy.Write([latents.Channels, latents.Height, latents.Width], latents.Mean),
        };
    }

    private static LatentChannel Describe(ChannelPlanes channel)
    {
        var (mean, deviation) = ChannelFigures.Of(channel.Values.Span);
        return new LatentChannel(PngEncoder.Encode(LatentPicture.Of(channel)), mean, deviation);
    }
}
