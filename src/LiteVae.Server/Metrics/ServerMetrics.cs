using System.Diagnostics.Metrics;
using LiteVae.Server.Queue;

namespace LiteVae.Server.Metrics;

/// <summary>What the service counts and measures. docs/serving.md explains each.</summary>
internal sealed class ServerMetrics : IDisposable
{
    private static readonly double[] s_seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] s_sizes = [1, 2, 4, 8, 16, 32, 64];

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _pixels;
    private readonly Histogram<double> _requestTime;
    private readonly Histogram<double> _queueTime;
    private readonly Histogram<double> _computeTime;
    private readonly Histogram<long> _batchSize;

    public ServerMetrics()
    {
        // Exporters choose meters by name: with one of its own, a service counts nothing of another in the same process.
        MeterName = $"LiteVae.Server.{Guid.NewGuid():N}";
        _meter = new Meter(MeterName);
        _requests = _meter.CreateCounter<long>("litevae.requests", null, "Requests by endpoint and outcome.");
        _pixels = _meter.CreateCounter<long>("litevae.pixels", null, "Pixels of the pictures that were encoded, decoded or drawn.");
        _requestTime = Seconds("litevae.request.duration", "From a request's arrival to its answer.");
        _queueTime = Seconds("litevae.queue.duration", "How long jobs waited for a compute thread.");
        _computeTime = Seconds("litevae.compute.duration", "How long batches were computed.");
        _batchSize = _meter.CreateHistogram("litevae.batch.size", null, "Jobs that were computed together.", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [.. s_sizes.Select(s => (long)s)] });
        _meter.CreateObservableGauge("litevae.process.memory", () => Environment.WorkingSet, "By", "Memory of the process.");
    }

    /// <summary>The name by which an exporter listens to these metrics.</summary>
    public string MeterName { get; }

    public void ObserveQueueLength(Func<int> length) => _meter.CreateObservableGauge("litevae.queue.length", length, null, "Jobs that wait for a compute thread.");

    public void ObserveActiveRequests(Func<int> active) => _meter.CreateObservableGauge("litevae.requests.active", active, null, "Requests that were accepted and not yet answered.");

    public void ObserveHeldBytes(Func<long> bytes) => _meter.CreateObservableGauge("litevae.requests.memory", bytes, "By", "Bodies and answers of requests that are under way.");

    public void ObserveModels(Func<int> loaded, Func<long> bytes)
    {
        _meter.CreateObservableGauge("litevae.models.loaded", loaded, null, "Models whose weights are in memory.");
        _meter.CreateObservableGauge("litevae.models.memory", bytes, "By", "Memory of the weights of loaded models, estimated.");
    }

    public void Requested(string endpoint, RequestOutcome outcome, TimeSpan time)
    {
        var tag = new KeyValuePair<string, object?>("endpoint", endpoint);
        _requests.Add(1, tag, new("outcome", outcome.Code));
        _requestTime.Record(time.TotalSeconds, tag);
        if (outcome.Pixels > 0)
            _pixels.Add(outcome.Pixels, tag);
    }

    public void Computed(IReadOnlyList<Job> batch, TimeSpan time)
    {
        var tag = new KeyValuePair<string, object?>("kind", batch[0].Kind);
        foreach (var job in batch)
            _queueTime.Record(job.QueueTime.TotalSeconds, tag);
        _computeTime.Record(time.TotalSeconds, tag);
        _batchSize.Record(batch.Count, tag);
    }

    public void Dispose() => _meter.Dispose();

    private Histogram<double> Seconds(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });
}
