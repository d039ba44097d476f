using System.Globalization;

namespace LiteVae.Runs.Observers;

/// <summary>The picture of the samples' progress at a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Path">A PNG file, named by the step: <c>step-00000400.png</c>.</param>
internal sealed record ProgressFrame(long Step, string Path)
{
    private const string Prefix = "step-";

    public static string FileName(long step) => $"{Prefix}{step:00000000}.png";

    /// <summary>The frames of a folder in order, up to a step; later ones are of steps that a resumed run does again.</summary>
    public static IReadOnlyList<ProgressFrame> ReadAll(string folder, long lastStep) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, Prefix + "*.png")
            .Select(path => new ProgressFrame(StepOf(path), path))
            .Where(frame => frame.Step >= 0 && frame.Step <= lastStep)
            .OrderBy(frame => frame.Step),
    ];

    private static long StepOf(string path) => long.TryParse(
        System.IO.Path.GetFileNameWithoutExtension(path).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;
}
