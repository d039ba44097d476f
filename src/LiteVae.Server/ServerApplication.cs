using LiteVae.Server.Endpoints;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;
using LiteVae.Server.Models;
using LiteVae.Server.Queue;
using LiteVae.Server.Security;
using LiteVae.Server.Studio.Runs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace LiteVae.Server;

/// <summary>Puts the service together.</summary>
internal static class ServerApplication
{
    // A form adds headers and boundaries to its file.
    private const long FormOverhead = 64 << 10;

    /// <param name="options">What it offers.</param>
    /// <param name="changeHost">Puts something else into the place of the web server; null: Kestrel serves.</param>
    public static WebApplication Build(ServerOptions options, Action<IWebHostBuilder>? changeHost = null)
    {
        // Neither files, environment nor command line of the host: the options are all there is.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "LiteVae.Server", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Limit(kestrel.Limits, options);
        });
        changeHost?.Invoke(builder.WebHost);
        AddLogging(builder.Logging, options.LogFormat);
        AddServices(builder.Services, options);
        var app = builder.Build();
        try
        {
            Configure(app, options);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    // What a connection may cost and how long it may idle: strangers can open many, and send as slowly as they are let.
    private static void Limit(KestrelServerLimits limits, ServerOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxRequestBodySize = options.MaxBodyBytes + FormOverhead;
        limits.MaxRequestBufferSize = 128 << 10;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
    }

    private static void Configure(WebApplication app, ServerOptions options)
    {
        app.UseRouting();
        app.UseMiddleware<RequestMiddleware>();
        app.UseMiddleware<ProblemMiddleware>();
        if (HostFilterMiddleware.IsWanted(options))
            app.UseMiddleware<HostFilterMiddleware>();
        if (options.ApiKeys is { } file)
            app.UseMiddleware<ApiKeyMiddleware>(ApiKeys.Read(file));
        app.UseMiddleware<AdmissionMiddleware>();
        EndpointMap.Map(app);
        // Created before the service listens: a mistake in their options ends the start.
        _ = (app.Services.GetRequiredService<ModelCatalog>(), app.Services.GetRequiredService<DiffusionService>(), app.Services.GetRequiredService<ComputeQueue>());
    }

    private static void AddLogging(ILoggingBuilder logging, LogFormat format)
    {
        logging.AddFilter("LiteVae", LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("OpenTelemetry", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // whoever starts the service is told by an exception
        if (format == LogFormat.None)
            return;
        if (format == LogFormat.Json)
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "O"));
        else
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.ColorBehavior) = (true, "HH:mm:ss ", LoggerColorBehavior.Disabled));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddServices(IServiceCollection services, ServerOptions options)
    {
        services.AddRoutingCore();
        services.AddSingleton(options);
        var metrics = new ServerMetrics();
        services.AddSingleton(_ => metrics).AddSingleton<ModelCatalog>().AddSingleton<DiffusionService>();
        services.AddSingleton<RunCatalog>().AddSingleton<RunHistories>();
        services.AddSingleton<Admission>().AddSingleton<ComputeQueue>().AddSingleton<Readiness>().AddSingleton<WarmUp>();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => ServerJson.Configure(json.SerializerOptions));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Deadline + TimeSpan.FromSeconds(5));
        // Signals are the program's: it stops the service.
        services.AddSingleton<IHostLifetime, OwnLifetime>();
        PrometheusPage.AddTo(services, metrics);
        ApiDescription.AddTo(services);
    }

    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
