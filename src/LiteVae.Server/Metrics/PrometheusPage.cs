using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LiteVae.Server.Metrics;

/// <summary>The metrics in Prometheus' text form, by OpenTelemetry's exporter.</summary>
internal static class PrometheusPage
{
    public static void AddTo(IServiceCollection services, ServerMetrics source) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddPrometheusExporter(exporter =>
        {
            exporter.ScrapeResponseCacheDurationMilliseconds = 0;
            exporter.ScopeInfoEnabled = false;
        })
        .ConfigureResource(resource => resource.Clear().AddService("litevae", autoGenerateServiceInstanceId: false))
        .AddMeter(source.MeterName));
}
