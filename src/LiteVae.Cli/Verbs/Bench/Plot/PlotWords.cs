using System.Globalization;
using System.Text;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>The texts of the chart.</summary>
internal static class PlotWords
{
    private const int MaxNameLength = 16;
    private const char ThinSpace = '\u202f';

    public static string Title(BenchRequest request)
    {
        var work = request.Part switch { "encoder" => "Encoding", "decoder" => "Decoding", "train" => "Training on", "diffusion" => "A step of sampling of", _ => "Loading" };
        var batch = request.Batches.Distinct().Count() == 1 ? $", batch {request.Batches[0]}" : "";
        return $"{work} {request.Resolution}x{request.Resolution} images{batch}";
    }

    public static string Machine(BenchRequest request, string processor) =>
        (request.Threads is { } threads ? $"{processor}; {threads} {(threads == 1 ? "thread" : "threads")}" : processor)
        + (request.Device == "cpu" ? "" : $"; computing on {request.Device}");

    public static string Footnote(bool hasRatios) =>
        "Speeds are medians; whiskers reach from quartile to quartile." + (hasRatios ? " Ratios are images per second against plain modules." : "");

    /// <summary>Describes the axis, so that bars on different scales are not compared.</summary>
    public static string Scale(int models, bool ownScales) =>
        models == 1 ? "from zero" : ownScales ? "each model on its own scale, from zero" : "all models on one scale, from zero";

    /// <summary>A model's name; of a folder of images, its last part.</summary>
    public static string Name(BenchCase work)
    {
        var name = work.Part == "data" ? Path.GetFileName(Path.TrimEndingDirectorySeparator(work.Preset)) : work.Preset;
        // XML cannot hold control characters, which names of folders may have.
        var letters = name.EnumerateRunes().Select(r => Rune.IsControl(r) ? Rune.ReplacementChar : r).ToArray();
        return letters.Length <= MaxNameLength ? string.Concat(letters) : string.Concat(letters.Take(MaxNameLength - 1)) + "…";
    }

    public static string Series(BenchCase work) => work.Part == "data" ? "loader" : $"{work.Engine} {work.Precision}";

    /// <summary>2.7x; below one with two decimals, as 0.97x is no 1.0x.</summary>
    public static string Ratio(double ratio) => ratio.ToString(ratio < 0.995 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + "x";

    /// <summary>A case's images per second, with the ratio against plain modules where it has one.</summary>
    public static string Speed(PlotRow row) =>
        NumberWords.ThreeDigits(row.Result.ImagesPerSecond) + (row.Ratio is { } ratio ? $" ({Ratio(ratio)})" : "");

    /// <summary>A case's peak memory (MiB), with a thin space between thousands.</summary>
    public static string Memory(BenchResult result) => ((long)Math.Round(result.PeakMemoryMiB)).ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ThinSpace);

    /// <summary>A case with its figures.</summary>
    public static string Describe(PlotRow row)
    {
        var (result, work) = (row.Result, row.Result.Case);
        return $"{Name(work)}, batch {work.Batch}, {Series(work)}: {NumberWords.ThreeDigits(result.ImagesPerSecond)} images/s"
            + (row.Ratio is { } ratio ? $" ({Ratio(ratio)})" : "") + $", {result.PeakMemoryMiB:0} MiB";
    }
}
