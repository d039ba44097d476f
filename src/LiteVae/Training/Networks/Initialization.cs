using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Runtime.Numbers;
using LiteVae.Training.Networks.Linear;
using static TorchSharp.torch;

namespace LiteVae.Training.Networks;

/// <summary>Adjusts fresh weights before the first step.</summary>
internal static class Initialization
{
    public static void Apply(Autoencoder model, InitializationConfig config)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        if (config.Type != InitializationType.Standard)
            ZeroResiduals.Apply(new ModelWeights(model));
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (config.LogVariance is { } bias && IsMomentsBias(name, model.Config))
                parameter.narrow(0, model.Config.LatentChannels, model.Config.LatentChannels).Fill(bias);
        }
    }

    private static bool IsMomentsBias(string name, AutoencoderConfig config) => config.Use1x1Conv
        ? name == "quant_conv.bias"
        : name is "encoder.feature_aggregator.out_layer.bias" or "encoder.conv_out.bias";
}
