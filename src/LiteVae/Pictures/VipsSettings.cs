using LiteVae.Runtime;
using NetVips;

namespace LiteVae.Pictures;

/// <summary>libvips' settings for the whole process, where <see cref="ProcessTuning"/> asks for them.</summary>
internal static class VipsSettings
{
    private static readonly Lazy<bool> Applied = new(Apply);

    /// <summary>Applies the settings before the first image is decoded or encoded after they were asked for.</summary>
    public static void ApplyWhereWanted()
    {
        if (ProcessTuning.IsApplied)
            _ = Applied.Value;
    }

    private static bool Apply()
    {
        // Callers bring their own threads. No file is decoded twice with the same options, and the cache would hold on to a hundred pictures.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        // What libvips warns of, and what GLib says of sizes that no picture can have, reaches the caller as an error that names the file;
        // their own lines would only break progress bars.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
        Log.SetLogHandler("GLib-GObject", Enums.LogLevelFlags.Critical, static (_, _, _) => { });
        return true;
    }
}
