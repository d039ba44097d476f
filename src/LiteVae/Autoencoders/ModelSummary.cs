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
        var json = Configuration.ConfigDocument.ToJson(Configuration.ConfigWriter.ToNode(config));
        var preset = Presets.Names.FirstOrDefault(n => Configuration.ConfigDocument.ToJson(Configuration.ConfigWriter.ToNode(Presets.Get(n))) == json);
        if (preset is not null)
            return preset;
        var decoder = config.Decoder.Norm == Layers.NormKind.SelfModulated ? "SMC decoder" : "sd decoder";
        return $"{Configuration.ConfigSchema.VariantName(config.Encoder.GetType())} encoder, {decoder}, {config.LatentChannels} latent channels";
    }
}
