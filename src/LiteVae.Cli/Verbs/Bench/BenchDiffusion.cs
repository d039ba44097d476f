using LiteVae.Cli.Verbs.Inspect;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Diffusion.Denoisers;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Times one step of sampling, a denoiser's prediction for a batch of latents: by the modules, and by the prepared network.</summary>
internal static class BenchDiffusion
{
    private const int Time = 500;

    /// <summary>The presets where none are given.</summary>
    public static string[] Presets { get; } = ["ldm-mini", "ldm-faces"];

    /// <summary>The batches where none are given.</summary>
    public static int[] Batches { get; } = [1, 8];

    public static BenchTimes Measure(BenchCase work)
    {
        var config = DenoiserPresets.Get(work.Preset);
        var side = work.Resolution / InspectDenoiser.DownsamplingFactor;
        var gflops = 2e-9 * work.Batch * DenoiserCost.Of(config, side).Macs;
        return work.Engine == "fast" ? Prepared(work, config, side, gflops) : Modules(work, config, side, gflops);
    }

    private static BenchTimes Prepared(BenchCase work, DenoiserConfig config, int side, double gflops)
    {
        using var network = DenoiserNetwork.CreateRandom(config);
        var latents = new double[work.Batch * config.Channels * side * side];
        var random = new Random(0);
        foreach (ref var value in latents.AsSpan())
            value = 2 * random.NextDouble() - 1;
        var prediction = new double[latents.Length];
        var denoise = network.AsDenoise(side, side);
        return BenchClock.Time(work, gflops, () => denoise(latents, Time, prediction));
    }

    private static BenchTimes Modules(BenchCase work, DenoiserConfig config, int side, double gflops)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Denoiser.Create(config);
        model.eval();
        var latents = randn(work.Batch, config.Channels, side, side);
        var times = tensor(Enumerable.Repeat((float)Time, work.Batch).ToArray());
        return BenchClock.Time(work, gflops, () => model.call(latents, times, null).Dispose());
    }
}
