using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Pixels;
using LiteVae.Server.Errors;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;

namespace LiteVae.Server;

/// <summary>Loads the first model and computes a picture with it, so that the first request does not wait for that.</summary>
internal sealed partial class WarmUp(ModelCatalog models, DiffusionService diffusion, ComputeQueue queue, Readiness readiness, ILogger<WarmUp> logger)
{
    private const int Side = 64;

    public async Task RunAsync()
    {
        _ = diffusion; // loaded with the service
        using var lease = await LendAsync();
        await queue.RunAsync(new SingleJob<Picture>(
            "warm-up", canceled => lease.Codec.Reconstruct(new Picture(new byte[3 * Side * Side], Side, Side), null, canceled), CancellationToken.None));
        readiness.IsWarm = true;
        LogReady();
    }

    // Whoever starts the service is told the cause, as is nobody else.
    private async Task<ModelLease> LendAsync()
    {
        try
        {
            return await models.LendAsync(null, CancellationToken.None);
        }
        catch (ProblemException e) when (e.InnerException is CheckpointException cause)
        {
            throw new CheckpointException(cause.Message, cause);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ready")]
    private partial void LogReady();
}
