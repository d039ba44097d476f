using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Pictures;
using LiteVae.Server.Content;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server.Endpoints;

/// <summary><c>POST /v1/sample</c>: a picture from the diffusion model, or events that tell its progress and end with it.</summary>
internal static class SampleEndpoint
{
    private const int MaxBody = 64 << 10;

    private static readonly string[] s_offered = [.. MediaTypes.PicturesOut, MediaTypes.EventStream];

    public static async Task<IResult> HandleAsync(HttpContext context, DiffusionService diffusion, ComputeQueue queue, ServerOptions options, int? quality)
    {
        var config = diffusion.Config;
        var outcome = context.Features.GetRequiredFeature<RequestOutcome>();
        var type = MediaTypes.Choose(context.Request, s_offered);
        var output = PictureOutput.Of(type == MediaTypes.EventStream ? MediaTypes.Png : type, quality);
        var request = await ReadAsync(context);
        var generation = request.ToOptions(config, options.MaxSteps);
        var steps = Channel.CreateUnbounded<SampleProgress>(); // at most as many as the sampler has
        var job = new SingleJob<SampledPicture>("sample", canceled =>
        {
            var picture = diffusion.Draw(request.Seed, generation, step => steps.Writer.TryWrite(Progress(step, canceled)), canceled);
            outcome.Pixels = (long)picture.Width * picture.Height;
            return new SampledPicture(output.MediaType, output.Encode(picture));
        }, context.RequestAborted);
        SampleProgress Progress(SamplerStep step, CancellationToken canceled) => new(step.Index, step.Count, HasPreview(step) ? PngEncoder.Encode(diffusion.Preview(step, canceled)) : null);
        bool HasPreview(SamplerStep step) => type == MediaTypes.EventStream && request.PreviewEvery > 0 && step.Index % request.PreviewEvery == 0;
        if (type != MediaTypes.EventStream)
            return Results.Bytes((await queue.RunAsync(job)).File, type);
        context.RequestAborted = context.Features.GetRequiredFeature<ClientConnection>().Disconnected; // a passed deadline is an event
        return Results.ServerSentEvents(Events(queue.RunAsync(job), steps, outcome, context.Request.Path));
    }

    private static async Task<SampleRequest> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or 0 && context.Request.ContentType is null)
            return new SampleRequest();
        var body = await RequestBody.ReadAsync(context.Request, [MediaTypes.Json], MaxBody, context.RequestAborted);
        try
        {
            return JsonSerializer.Deserialize<SampleRequest>(body, ServerJson.Options) ?? new SampleRequest();
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.BadRequest, e.Message, e);
        }
    }

    // What goes wrong after the first event is an event too.
    private static async IAsyncEnumerable<SseItem<object>> Events(Task<SampledPicture> work, Channel<SampleProgress> steps, RequestOutcome outcome, string path)
    {
        _ = work.ContinueWith(_ => steps.Writer.TryComplete(), TaskScheduler.Default);
        await foreach (var step in steps.Reader.ReadAllAsync(CancellationToken.None))
            yield return new SseItem<object>(step, "progress");
        await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.IsCompletedSuccessfully)
        {
            yield return new SseItem<object>(await work, "done");
            yield break;
        }
        var problem = work.IsCanceled
            ? new ProblemException(Problem.DeadlineExceeded, "The deadline passed before the picture was done.")
            : ProblemTranslation.Of(work.Exception!.InnerException!) ?? new ProblemException(Problem.InternalError, "The log of the service tells more.");
        outcome.Code = problem.Problem.Code;
        yield return new SseItem<object>(ProblemMiddleware.Body(problem, path), "error");
    }
}
