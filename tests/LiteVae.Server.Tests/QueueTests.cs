using System.Net;
using System.Text;

namespace LiteVae.Server.Tests;

public sealed class QueueTests
{
    private static readonly byte[] s_picture = TestPictures.Png(32, 32);

    [Fact]
    public async Task Overload_is_refused_at_once_and_passes()
    {
        await using var service = await StartWithSamplesAsync(options => options with { QueueLimit = 1 });
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage>[] accepted = [SampleAsync(service, "", leaving.Token), SampleAsync(service, "", leaving.Token)];
        await service.MetricsHaveAsync("\nlitevae_queue_length{} 1\n");
        var refused = await service.PostAsync("/v1/encode", s_picture);
        await Service.RequireProblemAsync(refused, 429, "queue-full");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(accepted));
        await service.MetricsHaveAsync("\nlitevae_requests_active{} 0\n");
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync("/v1/encode", s_picture)).StatusCode);
    }

    /// <summary>A client takes a place only once its body is there.</summary>
    [Fact]
    public async Task Clients_that_send_slowly_keep_nobody_out()
    {
        await using var service = await Service.StartAsync((options, _) => options with { QueueLimit = 1 });
        var slow = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StalledRequest.StartAsync(service.Address, "/v1/encode", s_picture)));
        await service.AcceptedAsync(slow.Length);
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync("/v1/encode", s_picture)).StatusCode);
        Assert.StartsWith("HTTP/1.1 200", await slow[0].FinishAsync());
        Array.ForEach(slow, request => request.Dispose());
        await service.AcceptedAsync(0);
    }

    [Fact]
    public async Task Bodies_take_no_more_memory_than_the_queue_would()
    {
        // Room for two bodies of as many bytes as the picture has.
        await using var service = await Service.StartAsync((options, _) => options with { QueueLimit = 1, MaxBodyBytes = s_picture.Length });
        using var first = await StalledRequest.StartAsync(service.Address, "/v1/encode", s_picture);
        using var second = await StalledRequest.StartAsync(service.Address, "/v1/encode", s_picture);
        await first.SendAsync(s_picture.Length - 1);
        await second.SendAsync(s_picture.Length - 1);
        await service.MetricsHaveAsync($"\nlitevae_requests_memory_bytes{{}} {2 * (s_picture.Length - 1)}\n");
        await Service.RequireProblemAsync(await service.PostAsync("/v1/encode", s_picture), 429, "queue-full");
        Assert.StartsWith("HTTP/1.1 200", await first.FinishAsync());
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync("/v1/encode", s_picture)).StatusCode);
    }

    [Fact]
    public async Task A_deadline_ends_the_wait_for_a_body()
    {
        await using var service = await Service.StartAsync();
        using var request = await StalledRequest.StartAsync(service.Address, "/v1/encode?deadline=0.2", s_picture);
        Assert.StartsWith("HTTP/1.1 504", await request.ReadStatusAsync());
    }

    [Fact]
    public async Task A_deadline_ends_the_computation()
    {
        await using var service = await StartWithSamplesAsync();
        await Service.RequireProblemAsync(await SampleAsync(service, "?deadline=0.3", default), 504, "deadline-exceeded");
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync("/v1/encode", s_picture)).StatusCode);
    }

    /// <summary>The one compute thread would be busy for hours.</summary>
    [Fact]
    public async Task A_client_that_goes_away_ends_the_computation()
    {
        await using var service = await StartWithSamplesAsync();
        using var leaving = new CancellationTokenSource();
        var sample = SampleAsync(service, "", leaving.Token);
        await Task.Delay(200);
        var waiting = service.PostAsync("/v1/encode", s_picture);
        Assert.False(sample.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sample);
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
        await service.MetricsHaveAsync("""litevae_requests_total{endpoint="/v1/sample",outcome="disconnected"} 1""");
    }

    [Fact]
    public async Task Nothing_that_was_accepted_is_lost_when_the_service_stops()
    {
        await using var service = await Service.StartAsync((options, _) => options with { QueueLimit = 7 });
        var accepted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StalledRequest.StartAsync(service.Address, "/v1/encode", s_picture)));
        await service.AcceptedAsync(8);
        var stopped = service.Server.StopAsync();
        var refused = await service.PostAsync("/v1/encode", s_picture);
        await Service.RequireProblemAsync(refused, 503, "draining");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
        Assert.False(stopped.IsCompleted);
        foreach (var answer in await Task.WhenAll(accepted.Select(request => request.FinishAsync())))
            Assert.StartsWith("HTTP/1.1 200", answer);
        await stopped;
        await Assert.ThrowsAsync<HttpRequestException>(() => service.Client.GetAsync(new Uri("/health/live", UriKind.Relative)));
        Array.ForEach(accepted, request => request.Dispose());
    }

    private static Task<Service> StartWithSamplesAsync(Func<ServerOptions, ServerOptions>? change = null) => Service.StartAsync((options, path) =>
    {
        Directory.CreateDirectory(path("run"));
        return (change?.Invoke(options) ?? options) with { Diffusion = TinyModels.WriteDiffusion(path("run")), MaxSteps = 1_000_000_000 };
    });

    private static Task<HttpResponseMessage> SampleAsync(Service service, string query, CancellationToken cancellationToken) =>
        service.PostAsync($"/v1/sample{query}", Encoding.ASCII.GetBytes("""{"steps": 100000000, "sampler": "euler"}"""), "application/json", null, cancellationToken);
}
