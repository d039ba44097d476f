using System.Text.Json.Nodes;
using LiteVae.Pictures;

namespace LiteVae.Tests.Evaluation;

/// <summary>Pairs of pictures with scikit-image's values, made by tests/fixtures/metrics/make.py.</summary>
internal sealed record MetricFixture(RgbImage A, RgbImage B, double Psnr, double Ssim)
{
    public static MetricFixture[] Pairs() =>
        [.. FormulaTensors.Fixture("metrics/metrics.json")["pairs"]!.AsArray().Select(p => new MetricFixture(
            Picture(p!, "a"), Picture(p!, "b"), p!["psnr"]!.GetValue<double>(), p["ssim"]!.GetValue<double>()))];

    public static RgbImage Picture(JsonNode node, string key) => new(
        node["width"]!.GetValue<int>(), node["height"]!.GetValue<int>(), Convert.FromBase64String(node[key]!.GetValue<string>()));
}
