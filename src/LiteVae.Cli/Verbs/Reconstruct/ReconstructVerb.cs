using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Data;
using LiteVae.Evaluation.Similarity;
using LiteVae.Inference;
using LiteVae.Pictures;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Reconstruct;

internal sealed record ReconstructRequest(IReadOnlyList<string> Images, string Model, string Output, Compute Compute, CodecOptions Codec, bool Json);

/// <summary>Writes the reconstruction of each image, and a picture of what was lost.</summary>
internal sealed class ReconstructVerb(Session session)
{
    private static readonly string[] Headings = ["original", "reconstruction", "error"];

    public int Run(ReconstructRequest request)
    {
        var inputs = InputImages.Expand(request.Images);
        var names = InputImages.OutputNames([.. inputs.Select(i => i.Name)], name => [$"{name}.png", $"{name}.compare.png"]);
        var paths = names.Select(n => Path.Combine(request.Output, n)).ToArray();
        InputImages.RefuseOverwriting(inputs, paths.SelectMany(p => new[] { $"{p}.png", $"{p}.compare.png" }));
        using var codec = CodecLoader.Load(session, request.Model, request.Codec, request.Compute);
        OutputPath.CreateFolder(request.Output);

        var results = new JsonArray();
        var lines = new List<string>(); // shown at the end: not into the progress bar
        var exit = ImageLoop.Run(session, inputs.Count, i => inputs[i].Path, i =>
        {
            var original = ImageFile.Load(inputs[i].Path);
            CodecLoader.SayIfApproximate(session, codec, original, decodes: true);
            var reconstruction = codec.Reconstruct(original.AsPicture(), null, session.CancellationToken).ToRgbImage();
            var scores = Scores(original, reconstruction);
            OutputPath.Write($"{paths[i]}.png", () => ImageFile.Save($"{paths[i]}.png", reconstruction));
            var label = $"{inputs[i].Name}, {Words(scores)}";
            var sheet = ContactSheet.Draw(Headings, [new ContactSheetRow(label, [original, reconstruction, ErrorMap.Of(original, reconstruction)]) { Scales = [null, null, ErrorMap.Scale] }]);
            OutputPath.Write($"{paths[i]}.compare.png", () => ImageFile.Save($"{paths[i]}.compare.png", sheet));

            lines.Add($"{inputs[i].Path}: {Words(scores)}");
            results.Add(new JsonObject
            {
                ["image"] = inputs[i].Path,
                ["reconstruction"] = $"{paths[i]}.png",
                ["comparison"] = $"{paths[i]}.compare.png",
                ["psnr"] = scores.Psnr,
                ["ssim"] = scores.Ssim,
            });
        });
        if (request.Json)
            session.Terminal.Result(new JsonObject { ["images"] = results });
        else
            lines.ForEach(session.Terminal.Result);
        return exit;
    }

    private static (double Psnr, double? Ssim) Scores(RgbImage original, RgbImage reconstruction) => (
        Psnr.Of(original, reconstruction),
        Math.Min(original.Width, original.Height) < Ssim.MinimumSide ? null : Ssim.Of(original, reconstruction));

    private static string Words((double Psnr, double? Ssim) scores) =>
        Invariant($"PSNR {scores.Psnr:0.00} dB, SSIM {(scores.Ssim is { } ssim ? Invariant($"{ssim:0.0000}") : "- (too small)")}");
}
