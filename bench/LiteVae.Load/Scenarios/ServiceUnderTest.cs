using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace LiteVae.Load.Scenarios;

/// <summary>A running service: its endpoints, and what its metrics tell.</summary>
internal sealed class ServiceUnderTest : IDisposable
{
    private const int ExpectFrom = 1 << 20;

    private readonly HttpClient _http;
    private readonly HttpClient _metrics; // its connection is open from the start: a service that refuses new ones can still be asked

    /// <param name="address">Where it listens.</param>
    /// <param name="connections">The most connections to it at the same time.</param>
    public ServiceUnderTest(string address, int connections = int.MaxValue)
    {
        Address = new Uri(address);
        _http = Client(connections);
        _metrics = Client(1);
    }

    public Uri Address { get; }

    /// <summary>What the service tells about itself now.</summary>
    public async Task<ServiceState> ReadStateAsync()
    {
        var text = await _metrics.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        double Value(string name) => Regex.Match(text, $@"^{name}(?:{{[^}}]*}})? (\S+)", RegexOptions.Multiline) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : double.NaN;
        return new ServiceState(Value("litevae_process_memory_bytes") / (1 << 20), (int)Value("litevae_queue_length"), (int)Value("litevae_requests_active"));
    }

    /// <summary>Waits until the service has nothing to do.</summary>
    /// <returns>Whether that came within the time.</returns>
    public async Task<bool> IsIdleWithinAsync(TimeSpan time)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time; await Task.Delay(50))
        {
            if (await ReadStateAsync() is { Queue: 0, Active: 0 })
                return true;
        }
        return false;
    }

    /// <summary>Posts a body and reads the answer.</summary>
    public async Task<Answer> PostAsync(string path, byte[] body, string type, CancellationToken cancellationToken = default)
    {
        var start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = body.Length > ExpectFrom; // a service that refuses a long body need not receive it
        using var answer = await _http.SendAsync(request, cancellationToken);
        var file = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return new Answer((int)answer.StatusCode, file, answer.Headers.RetryAfter?.Delta, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>The median time (ms) of requests that come one after the other.</summary>
    public async Task<double> MedianAsync(WorkItem work, int requests)
    {
        List<double> times = [];
        for (var i = 0; i < requests; i++)
        {
            var answer = await PostAsync(work.Path, work.Body, work.Type);
            if (answer.Status != (int)HttpStatusCode.OK)
                throw new InvalidOperationException($"{work.Path} answered {answer.Status} to a single client");
            times.Add(answer.Milliseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }

    public void Dispose()
    {
        _http.Dispose();
        _metrics.Dispose();
    }

    private HttpClient Client(int connections) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), UseProxy = false }) { BaseAddress = Address };
}
