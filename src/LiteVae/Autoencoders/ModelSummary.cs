using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Configuration;
using static TorchSharp.torch;

namespace LiteVae.Autoencoders;

/// <summary>What a model is, in words and counts.</summary>
public static class ModelSummary
{
    /// <summary>The number of parameters of a module, each counted once.</summary>
    public static long Parameters(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.parameters().Sum(p => p.numel());
    }

    /// <summary>A preset's name where the config is one, else its encoder's and decoder's types.</summary>
    public static string Describe(AutoencoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var preset = Presets.Names.FirstOrDefault(n => Json(Presets.Get(n)) == Json(config));
        if (preset is not null)
            return preset;
        var decoder = config.Decoder.Norm == NormKind.SelfModulated ? "SMC decoder" : "sd decoder";
        return $"{Encoder(config.Encoder)} encoder, {decoder}, {config.LatentChannels} latent channels";
    }

    private static string Encoder(EncoderConfig config) => config is LiteVaeEncoderConfig litevae
        ? $"litevae ({ConfigSchema.VariantName(litevae.Extractor.GetType())} extractor, {ConfigSchema.VariantName(litevae.Aggregator.GetType())} aggregator)"
        : ConfigSchema.VariantName(config.GetType())!;

    private static string Json(AutoencoderConfig config) => AutoencoderConfigJson.Write(config);
}
