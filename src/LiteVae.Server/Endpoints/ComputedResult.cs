using System.Globalization;
using LiteVae.Server.Queue;

namespace LiteVae.Server.Endpoints;

/// <summary>What every computed answer tells in its headers.</summary>
internal static class ComputedResult
{
    /// <summary>Adds the model's name, the picture's size, and the number of pictures that were computed together, and the times of queue and computation (Server-Timing).</summary>
    public static void Describe(HttpResponse response, string model, Job job, int width, int height)
    {
        response.Headers["LiteVae-Model"] = model;
        response.Headers["LiteVae-Width"] = width.ToString(CultureInfo.InvariantCulture);
        response.Headers["LiteVae-Height"] = height.ToString(CultureInfo.InvariantCulture);
        response.Headers["LiteVae-Batch"] = job.BatchSize.ToString(CultureInfo.InvariantCulture);
        response.Headers["Server-Timing"] = string.Create(
            CultureInfo.InvariantCulture, $"queue;dur={job.QueueTime.TotalMilliseconds:0.0}, compute;dur={job.ComputeTime.TotalMilliseconds:0.0}");
    }
}
