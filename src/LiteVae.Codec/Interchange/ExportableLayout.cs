using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Interchange;

/// <summary>What keeps a model from being Stable Diffusion's autoencoder, the only kind that other projects have.</summary>
internal static class ExportableLayout
{
    private const int Groups = 32;

    /// <summary>Everything that is in the way; empty where nothing is.</summary>
    public static ConfigProblem[] Problems(AutoencoderConfig config)
    {
        List<ConfigProblem> problems = [];
        if (config.Encoder is not SdEncoderConfig encoder)
        {
            var name = config.Encoder is LiteVaeEncoderConfig ? "a LiteVAE encoder" : "a fixed wavelet encoder";
            problems.Add(new ConfigProblem("encoder.type", $"{name} exists here alone: only models with Stable Diffusion's encoder (type sd) have such a form; --format onnx writes any"));
            return [.. problems];
        }
        if (config.Decoder.Norm != NormKind.Group)
            problems.Add(new ConfigProblem("decoder.norm", "a self-modulated decoder exists here alone; expected group"));
        if (config.Output != OutputKind.Image)
            problems.Add(new ConfigProblem("output", "a decoder of wavelet sub-bands exists here alone; expected image"));
        foreach (var width in Widths(encoder, config.Decoder).Where(w => w % Groups != 0))
            problems.Add(new ConfigProblem("channels", $"a level has {width} channels; expected a multiple of the {Groups} groups that norms have there"));
        return [.. problems];
    }

    private static IEnumerable<int> Widths(SdEncoderConfig encoder, DecoderConfig decoder) =>
        encoder.Multipliers.Select(m => m * encoder.Channels).Append(encoder.Channels).Concat(decoder.Multipliers.Select(m => m * decoder.Channels)).Distinct();
}
