using System.Text.Json.Nodes;
using LiteVae.Pictures;

namespace LiteVae.Tests.Evaluation;

/// <summary>Pairs of small pictures with scikit-image's numbers for them (tests/fixtures/evaluation/make_image_pairs.py).</summary>
internal sealed record ImagePairFixture(string Name, RgbImage A, RgbImage B, double Psnr, double Ssim)
{
    public static IReadOnlyList<ImagePairFixture> All { get; } =
        [.. FormulaTensors.Fixture("evaluation/image_pairs.json").AsArray().Select(n => Read(n!))];

    public static TheoryData<string> Names => [.. All.Select(p => p.Name)];

    public static ImagePairFixture Get(string name) => All.Single(p => p.Name == name);

    private static ImagePairFixture Read(JsonNode node)
    {
        RgbImage Picture(string key) => new((int)node["width"]!, (int)node["height"]!, Convert.FromBase64String((string)node[key]!));
        return new((string)node["name"]!, Picture("a"), Picture("b"), (double)node["psnr"]!, (double)node["ssim"]!);
    }
}
