using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Diffusion.Denoisers;
using static TorchSharp.torch;

namespace LiteVae.Diffusion;

/// <summary>A denoiser that libtorch computes, for samplers.</summary>
/// <param name="module">The denoiser, in evaluation mode; it stays the caller's.</param>
/// <param name="device">Where it computes.</param>
internal sealed class ModuleDenoiser(Denoiser module, Device device) : IDenoiserNetwork
{
    public DenoiserConfig Config => module.Config;

    public Denoise Bind(int height, int width, IReadOnlyList<int>? labels) => (latents, time, prediction) =>
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var batch = latents.Length / (Config.Channels * height * width);
        var x = tensor(latents.ToArray(), [batch, Config.Channels, height, width]).to(ScalarType.Float32).to(device);
        var times = tensor([.. Enumerable.Repeat(time, batch)], ScalarType.Float64).to(device);
        var classes = labels is null ? null : tensor([.. labels.Select(l => (long)l)], ScalarType.Int64).to(device);
        var predicted = module.call(x, times, classes).to(ScalarType.Float64).cpu().contiguous();
        predicted.data<double>().CopyTo(prediction);
    };

    public void Dispose()
    {
    }
}
