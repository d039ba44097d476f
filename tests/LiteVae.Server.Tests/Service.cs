using System.Net.Http.Headers;
using System.Text.Json;

namespace LiteVae.Server.Tests;

/// <summary>A service of a tiny model on a free port, its client, and the folder of its files.</summary>
public sealed class Service : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private Service(TemporaryFolder folder, LiteVaeServer server)
    {
        (_folder, Server) = (folder, server);
        // A service that listens everywhere is asked on this machine.
        Address = new Uri(server.Addresses[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Client = new HttpClient { BaseAddress = Address };
    }

    public LiteVaeServer Server { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>A path below the service's folder, where "tiny.safetensors" is its model.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Starts a service.</summary>
    /// <param name="change">Changes the options, given a function from names to paths.</param>
    public static async Task<Service> StartAsync(Func<ServerOptions, Func<string, string>, ServerOptions>? change = null)
    {
        var folder = new TemporaryFolder();
        TinyModels.WriteAutoencoder(folder["tiny.safetensors"]);
        var options = new ServerOptions { Models = [new("tiny", folder["tiny.safetensors"])], Urls = ["http://127.0.0.1:0"], Workers = 1 };
        var server = await LiteVaeServer.StartAsync(change?.Invoke(options, name => folder[name]) ?? options);
        await server.WaitUntilReadyAsync();
        return new Service(folder, server);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Posts a body.</summary>
    /// <param name="path">With its query.</param>
    /// <param name="body">The content.</param>
    /// <param name="type">Its media type; null: none is named.</param>
    /// <param name="accept">The media type that is accepted; null: any.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? type = "image/png", string? accept = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (type is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return await Client.SendAsync(request, cancellationToken);
    }

    /// <summary>Waits until so many requests are under way.</summary>
    public Task AcceptedAsync(int count) => MetricsHaveAsync($"\nlitevae_requests_active{{}} {count}\n");

    /// <summary>Waits until the metrics have a text.</summary>
    public Task MetricsHaveAsync(string text) =>
        EventuallyAsync(async () => (await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains(text, StringComparison.Ordinal));

    /// <summary>Requires a problem of a kind, with a reason.</summary>
    public static async Task<string> RequireProblemAsync(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"Expected {status}; got {(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal($"/docs#{code}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>Repeats a question until its answer is yes.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 500; i++)
        {
            if (await isSo())
                return;
            await Task.Delay(20);
        }
        Assert.Fail("It has not come true in ten seconds.");
    }
}
