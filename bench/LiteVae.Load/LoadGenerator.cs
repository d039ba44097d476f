using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace LiteVae.Load;

/// <summary>Clients that each ask again as soon as they are answered.</summary>
/// <param name="address">Of the endpoint.</param>
/// <param name="body">What each request sends.</param>
/// <param name="type">Its media type.</param>
internal sealed class LoadGenerator(Uri address, byte[] body, string type)
{
    public async Task<LoadResult> RunAsync(int clients, TimeSpan time)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = clients };
        using var http = new HttpClient(handler);
        var start = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => AskAsync(http, start, time))));
        return new LoadResult(Stopwatch.GetElapsedTime(start).TotalSeconds, [.. answers.SelectMany(a => a.Times)], answers.Sum(a => a.Refused));
    }

    private async Task<(List<double> Times, int Refused)> AskAsync(HttpClient http, long start, TimeSpan time)
    {
        var (times, refused) = (new List<double>(), 0);
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var asked = Stopwatch.GetTimestamp();
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            using var answer = await http.PostAsync(address, content);
            await answer.Content.ReadAsByteArrayAsync();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused++;
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                continue;
            }
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }
        return (times, refused);
    }
}
