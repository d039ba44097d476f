using LiteVae.Data;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>The other native libraries. Each is loaded and used for a moment.</summary>
internal static class ImageChecks
{
    public static CheckResult Vips() => Vips(
        string.Join('.', NetVips.NetVips.Version(0), NetVips.NetVips.Version(1), NetVips.NetVips.Version(2)),
        [.. ImageFile.Formats.Where(f => NetVips.NetVips.TypeFind("VipsOperation", Loader(f)) == 0)]);

    /// <param name="version">libvips' version.</param>
    /// <param name="lacking">The accepted formats that this build does not read.</param>
    public static CheckResult Vips(string version, IReadOnlyList<string> lacking)
    {
        var finding = $"{version} reads {string.Join(", ", ImageFile.Formats.Except(lacking))}";
        return lacking.Count == 0 ? CheckResult.Ok(finding) : CheckResult.Warning($"{finding}, but not {string.Join(", ", lacking)}", "Convert such images first, or install a libvips that reads them.");
    }

    public static CheckResult Skia()
    {
        using var surface = SKSurface.Create(new SKImageInfo(8, 8)) ?? throw new InvalidDataException("Skia makes no surface of 8x8 pixels");
        surface.Canvas.Clear(SKColors.White);
        return CheckResult.Ok($"{SkiaSharpVersion.Native} draws pictures and charts");
    }

    public static CheckResult OnnxRuntime() => CheckResult.Ok($"{OrtEnv.Instance().GetVersionString()} checks what export writes as onnx");

    // libvips names loaders by formats, and AVIF is a kind of HEIF.
    private static string Loader(string format) => $"{(format == "AVIF" ? "heif" : format.ToLowerInvariant())}load_buffer";
}
