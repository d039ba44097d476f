using System.Net;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Security;

/// <summary>Refuses requests whose Host header names another host than this service.</summary>
/// <remarks>
/// A page of a stranger can give its own name the address 127.0.0.1 once it is loaded (DNS rebinding). The browser then lets it call a service on its
/// visitor's machine and read the answers, but sends the stranger's name as Host.
/// </remarks>
internal sealed class HostFilterMiddleware(RequestDelegate next, ServerOptions options)
{
    /// <summary>Whether options ask for the filter: hosts are named, or nothing but the loopback interface is listened on.</summary>
    public static bool IsWanted(ServerOptions options) =>
        !options.AllowedHosts.Contains(ServerOptions.AnyHost) && (options.AllowedHosts.Count > 0 || options.Urls.All(url => new Uri(url).IsLoopback));

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return IsLoopback(host) || options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
            ? next(context)
            : throw new ProblemException(Problem.MisdirectedRequest, $"Host expects localhost, a loopback address{string.Concat(options.AllowedHosts.Select(h => $", {h}"))}; got \"{host}\". --allowed-hosts names further ones.");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);
}
