using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LiteVae.Fuzz.Targets;

/// <summary>A web server without a network: requests are objects, and are handled on the caller's thread as far as the service lets them.</summary>
internal sealed class DirectServer : IServer
{
    private Func<IFeatureCollection, Task> _handle = _ => throw new InvalidOperationException("The server has not been started.");

    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Has a request answered.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="answer">Receives the content.</param>
    /// <returns>The request's context, with the status.</returns>
    public async Task<HttpContext> HandleAsync(IHttpRequestFeature request, Stream answer)
    {
        var features = new FeatureCollection();
        features.Set(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        await _handle(features);
        return new DefaultHttpContext(features);
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        _handle = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
            }
            finally
            {
                application.DisposeContext(context, null);
            }
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
