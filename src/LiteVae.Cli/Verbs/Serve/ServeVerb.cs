using LiteVae.Cli.Shared;
using LiteVae.Server;

namespace LiteVae.Cli.Verbs.Serve;

internal sealed record ServeRequest(ServerOptions Options, Compute Compute);

/// <summary>Serves models until it is interrupted; what was accepted is then finished.</summary>
internal sealed class ServeVerb(Session session)
{
    public int Run(ServeRequest request) => RunAsync(request).GetAwaiter().GetResult();

    private async Task<int> RunAsync(ServeRequest request)
    {
        request.Compute.SetThreads();
        await using var server = await LiteVaeServer.StartAsync(request.Options, session.CancellationToken);
        session.OnStopSay("stopping; what was accepted is finished");
        Tell(server.Addresses, request.Options);
        try
        {
            await server.WaitUntilReadyAsync(session.CancellationToken);
            await Task.Delay(Timeout.Infinite, session.CancellationToken);
        }
        catch (OperationCanceledException) when (session.CancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        await server.StopAsync();
        return ExitCode.Done;
    }

    private void Tell(IReadOnlyList<string> addresses, ServerOptions options)
    {
        foreach (var address in addresses)
            session.Terminal.Result($"listening on {address}");
        var key = options.ApiKeys is null ? "" : " -H 'Authorization: Bearer KEY'";
        session.Terminal.Message($"try: curl --data-binary @picture.png -H 'Content-Type: image/png'{key} {addresses[0]}/v1/reconstruct -o reconstruction.png");
        session.Terminal.Message($"models: {string.Join(", ", options.Models.Select(m => m.Name))}; the studio is at {addresses[0]}, and {addresses[0]}/docs tells more; Ctrl-C stops");
        if (options.ApiKeys is null && addresses.Any(a => Uri.TryCreate(a, UriKind.Absolute, out var uri) && uri.Scheme == "http" && !uri.IsLoopback))
            session.Terminal.Warning("the service listens beyond this machine, and everybody who reaches it may use it: --api-keys asks for keys");
    }
}
