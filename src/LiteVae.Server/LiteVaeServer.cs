using System.Net.Sockets;
using LiteVae.Codec.Models.Files;
using LiteVae.Server.Queue;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Server;

/// <summary>The service: it listens from its start until it is stopped.</summary>
public sealed class LiteVaeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Task _warmUp;

    private LiteVaeServer(WebApplication app)
    {
        _app = app;
        _warmUp = Task.Run(() => app.Services.GetRequiredService<WarmUp>().RunAsync());
    }

    /// <summary>Where it listens, with the port that the system chose where 0 was asked for.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];

    /// <summary>Starts a service, which answers at once and is ready after a warm-up.</summary>
    /// <param name="options">What it offers.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="Codec.Configuration.ConfigException">An option is out of range, or the file of keys is malformed.</exception>
    /// <exception cref="CheckpointException">There is no such model, or the diffusion model cannot be loaded.</exception>
    /// <exception cref="IOException">The address is in use, or not one of this machine.</exception>
    public static async Task<LiteVaeServer> StartAsync(ServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        var app = ServerApplication.Build(options);
        try
        {
            await app.StartAsync(cancellationToken);
            return new LiteVaeServer(app);
        }
        catch (SocketException e)
        {
            await app.DisposeAsync();
            throw new IOException($"{string.Join(", ", options.Urls)}: {e.Message}", e);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the warm-up, which computes one picture with the first model.</summary>
    /// <exception cref="CheckpointException">The model cannot be loaded.</exception>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => _warmUp.WaitAsync(cancellationToken);

    /// <summary>Stops the service: requests that were accepted are answered, new ones are refused with status 503.</summary>
    public async Task StopAsync()
    {
        await _app.Services.GetRequiredService<Admission>().DrainAsync();
        await _app.StopAsync();
    }

    /// <summary>Stops the service, and frees the models.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _warmUp.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
    }
}
