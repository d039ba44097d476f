using System.Text.Json;
using LiteVae.Autoencoders;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Models;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Tiles;
using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Times one case; runs in a process of its own and prints what it saw as a line of JSON.</summary>
internal sealed class BenchWorker(Session session)
{
    public int Run(string json)
    {
        var work = JsonSerializer.Deserialize<BenchCase>(json)!;
        var device = new Compute(work.Device, work.Threads).Prepare();
        var memory = new AcceleratorMemory(device);
        var times = Measure(work, device);
        session.Terminal.Result(JsonSerializer.Serialize(times with { PeakMemoryMiB = memory.TakenMiB ?? times.PeakMemoryMiB }));
        return ExitCode.Done;
    }

    private static BenchTimes Measure(BenchCase work, Device device) => work.Part switch
    {
        "encoder" or "decoder" => Inference(work, device),
        "train" => BenchTraining.Measure(work, device),
        "diffusion" => BenchDiffusion.Measure(work),
        "data" => Data(work),
        _ => Kernel(work, device),
    };

    private static BenchTimes Inference(BenchCase work, Device device)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var encodes = work.Part == "encoder";
        using var model = new Autoencoder(encodes ? WithoutDecoder(Presets.Get(work.Preset)) : Presets.Get(work.Preset));
        model.eval();
        model.to(device);
        var cost = ModelCost.Of(model.Config, work.Resolution);
        var latent = work.Resolution / model.DownsamplingFactor;
        var images = randn(work.Batch, 3, work.Resolution, work.Resolution);
        var latents = randn(work.Batch, model.Config.LatentChannels, latent, latent);
        var gflops = 2e-9 * work.Batch * (encodes ? cost.EncoderMacs : cost.DecoderMacs);

        if (work.Engine == "fast")
        {
            var options = new CodecOptions { Precision = work.Precision == "bf16" ? InferencePrecision.Bf16 : InferencePrecision.Fp32, Tiling = Tiling.None };
            using var codec = LiteVaeCodec.Create(model, options);
            return BenchClock.Time(work, gflops, () =>
            {
                if (encodes)
                    codec.Encode(images).Dispose();
                else
                    codec.Decode(latents).Dispose();
            });
        }
        var type = work.Precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
        model.to(type);
        var input = (encodes ? images : latents).to(type, device);
        return BenchClock.Time(work, gflops, () => (encodes ? model.Encoder : model.Decoder).call(input).Dispose(), BenchDevice.Waiting(device));
    }

    // An encoder's memory is its own: the decoder is made as small as one can be.
    private static AutoencoderConfig WithoutDecoder(AutoencoderConfig config) =>
        config with { Decoder = config.Decoder with { Channels = 4, ResBlocks = 1 } };

    private static BenchTimes Data(BenchCase work)
    {
        using var source = ImageSources.Open(work.Data ?? ImageSources.Procedural, 0, work.Resolution);
        using var loader = new BatchLoader(source, new BatchPlan(new DataPhase(Resolution: work.Resolution, BatchSize: work.Batch, Steps: 1_000_000)), 0, workers: 2, flip: true);
        return BenchClock.Time(work, 0, () => loader.Next().Images.Dispose());
    }

    private static BenchTimes Kernel(BenchCase work, Device device)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (run, gflops) = BenchKernels.Create(work, device);
        return BenchClock.Time(work with { Batch = 1 }, gflops, run, BenchDevice.Waiting(device));
    }
}
