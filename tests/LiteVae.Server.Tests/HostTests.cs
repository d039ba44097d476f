using LiteVae.Codec.Configuration;

namespace LiteVae.Server.Tests;

/// <summary>A name that a stranger's page gave to this machine's address is told from the service's own.</summary>
public sealed class HostTests(SharedService shared) : IClassFixture<SharedService>
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5080")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.1.2.3")]
    [InlineData("[::1]:5080")]
    public async Task The_names_of_the_loopback_interface_are_answered(string host) => Assert.Equal(200, await StatusAsync(shared.Service, "/v1/models", host));

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/")]
    [InlineData("/metrics")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/nonsense")]
    public async Task Another_name_is_refused_everywhere(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "rebound.example.org:5080";
        using var answer = await shared.Service.Client.SendAsync(request);
        Assert.Contains("rebound.example.org", await Service.RequireProblemAsync(answer, 421, "misdirected-request"));
    }

    [Theory]
    [InlineData("localhost.example.org")]
    [InlineData("127.0.0.1.example.org")]
    [InlineData("10.0.0.1")]
    [InlineData("[::2]")]
    public async Task A_name_that_looks_like_this_machine_is_refused(string host) => Assert.Equal(421, await StatusAsync(shared.Service, "/v1/models", host));

    [Fact]
    public async Task Hosts_that_are_allowed_are_answered()
    {
        await using var service = await Service.StartAsync((options, _) => options with { AllowedHosts = ["vae.example.org"] });
        Assert.Equal(200, await StatusAsync(service, "/v1/models", "VAE.example.org"));
        Assert.Equal(200, await StatusAsync(service, "/v1/models", "localhost"));
        Assert.Equal(421, await StatusAsync(service, "/v1/models", "example.org"));
    }

    [Fact]
    public async Task A_service_that_listens_elsewhere_too_answers_to_every_name_unless_told()
    {
        await using (var open = await Service.StartAsync((options, _) => options with { Urls = ["http://0.0.0.0:0"] }))
            Assert.Equal(200, await StatusAsync(open, "/v1/models", "vae.example.org"));
        await using var named = await Service.StartAsync((options, _) => options with { Urls = ["http://0.0.0.0:0"], AllowedHosts = ["vae.example.org"] });
        Assert.Equal(421, await StatusAsync(named, "/v1/models", "other.example.org"));
    }

    [Fact]
    public async Task Every_name_can_be_allowed()
    {
        await using var service = await Service.StartAsync((options, _) => options with { AllowedHosts = ["*"] });
        Assert.Equal(200, await StatusAsync(service, "/v1/models", "any.example.org"));
    }

    [Theory]
    [InlineData("vae.example.org:5080")]
    [InlineData("http://vae.example.org")]
    [InlineData("")]
    public async Task What_is_no_host_ends_the_start(string host) =>
        await Assert.ThrowsAsync<ConfigException>(() => LiteVaeServer.StartAsync(new ServerOptions { AllowedHosts = [host] }));

    private static async Task<int> StatusAsync(Service service, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var answer = await service.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
