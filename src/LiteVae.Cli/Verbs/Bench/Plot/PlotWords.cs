using System.Globalization;
using LiteVae.Pages;

namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>What the plot says.</summary>
internal static class PlotWords
{
    private const int LongestName = 16;

    public static string Title(BenchRequest request)
    {
        var work = request.Part switch { "encoder" => "Encoding", "decoder" => "Decoding", "train" => "Training on", _ => "Loading" };
        var batch = request.Batches.Distinct().Count() == 1 ? $", batch {request.Batches[0]}" : "";
        return $"{work} {request.Resolution}x{request.Resolution} images{batch}";
    }

    public static string Machine(BenchRequest request, string processor) =>
        request.Threads is { } threads ? $"{processor}; {threads} {(threads == 1 ? "thread" : "threads")}" : processor;

    public static string Footnote(bool hasRatios) =>
        "Speeds are medians; whiskers reach from quartile to quartile." + (hasRatios ? " Ratios are images per second against plain modules." : "");

    /// <summary>What the axis is, lest bars be compared that cannot be.</summary>
    public static string Scale(int models, bool ownScales) =>
        models == 1 ? "from zero" : ownScales ? "each model on its own scale, from zero" : "all models on one scale, from zero";

    /// <summary>A model's name; of a folder of images, its last part.</summary>
    public static string Name(BenchCase work)
    {
        var name = work.Part == "data" ? Path.GetFileName(Path.TrimEndingDirectorySeparator(work.Preset)) : work.Preset;
        var letters = name.EnumerateRunes().ToArray();
        return letters.Length <= LongestName ? name : string.Concat(letters.Take(LongestName - 1)) + "…";
    }

    public static string Series(BenchCase work) => work.Part == "data" ? "loader" : $"{work.Engine} {work.Precision}";

    /// <summary>2.7x; below one with two decimals, as 0.97x is no 1.0x.</summary>
    public static string Ratio(double ratio) => ratio.ToString(ratio < 0.995 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + "x";

    /// <summary>A case with its figures.</summary>
    public static string Describe(PlotRow row)
    {
        var (result, work) = (row.Result, row.Result.Case);
        return $"{Name(work)}, batch {work.Batch}, {Series(work)}: {PageNumbers.Short(result.ImagesPerSecond)} images/s"
            + (row.Ratio is { } ratio ? $" ({Ratio(ratio)})" : "") + $", {result.PeakMemoryMiB:0} MiB";
    }
}
