using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation;

/// <summary>Models so small that evaluating them takes no time.</summary>
internal static class TinyModel
{
    public static Autoencoder Create(int seed, int latentChannels = 4)
    {
        manual_seed(seed);
        var model = new Autoencoder(Presets.Get("litevae-s-mini") with
        {
            LatentChannels = latentChannels,
            Decoder = Presets.Get("litevae-s-mini").Decoder with { Channels = 16, Multipliers = [1, 1, 1, 1] },
        });
        model.eval();
        return model;
    }
}
