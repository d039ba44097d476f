using System.Runtime.InteropServices;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec.Tests.Tiles;

/// <summary>The memory of the whole process while a tile is computed, against the plan. Nothing else runs meanwhile.</summary>
[Collection(nameof(AloneCollection))]
public sealed unsafe class ProcessMemoryTests
{
    private const int Attempts = 4;

    [Theory]
    [InlineData("litevae-s-mini", true, 160)]
    [InlineData("litevae-s-mini", false, 72)]
    [InlineData("litevae-s", true, 160)]
    [InlineData("litevae-b", true, 96)]
    [InlineData("sd-vae", false, 32)]
    [InlineData("nafnet of litevae-b", true, 80)]
    public void A_tile_takes_the_memory_that_is_planned(string name, bool encodes, int side)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of a process's memory is read from /proc.");
        var config = PlannedMemoryTests.Config(name);
        // The rest of the process gives memory back, or serves the run from memory it has kept, as it happens; so a measurement may be repeated.
        var measured = new List<string>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // Networks keep the feature maps of their last calls, which would serve the next measurement; new ones have none.
            using var networks = new CodecNetworks(config, new RandomModel(config), Tiling.None);
            Run(networks, encodes, 4); // prepares weights and compiles
            var planned = encodes ? networks.EncoderTiles.Bytes(side) : networks.DecoderTiles.Bytes(side);
            Assert.True(planned > 60 << 20, $"{planned >> 20} MiB are too few to be told from the rest of the process.");
            var taken = Taken(networks, encodes, side);
            if (Math.Abs((double)planned / taken - 1) <= 0.15)
                return;
            measured.Add($"{planned / 1048576.0:0.0} MiB planned, {taken / 1048576.0:0.0} MiB taken");
        }
        Assert.Fail(string.Join("; ", measured));
    }

    private static long Taken(CodecNetworks networks, bool encodes, int side)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // Otherwise the collector returns memory to the system little by little, while the run is measured.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = MallocTrim(0); // what has been freed must not serve this run
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak begins anew
        var before = Status("VmRSS");
        Run(networks, encodes, side);
        return Status("VmHWM") - before;
    }

    private static void Run(CodecNetworks networks, bool encodes, int side)
    {
        var factor = networks.Config.DownsamplingFactor;
        var channels = networks.Config.LatentChannels;
        var (size, inputs) = encodes ? (side * factor, 3) : (side, channels);
        var (outputSize, outputs) = encodes ? (side, 2 * channels) : (side * factor, 3);
        using var input = new FloatBuffer((long)size * size * inputs);
        using var output = new FloatBuffer((long)outputSize * outputSize * outputs, clear: false);
        var y = new FeatureMaps(output.Pointer, 1, outputSize, outputSize, outputs);
        (encodes ? networks.Encoder : networks.Decoder).Run(new FeatureMaps(input.Pointer, 1, size, size, inputs), _ => y);
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int MallocTrim(nint pad);

    private static long Status(string key) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").Single(l => l.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}

/// <summary>Tests that run while no other test does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
