using LiteVae.Autoencoders;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Tests.Autoencoders;

/// <summary>Multiply-accumulates from the state dict alone: every weight once per position that its name puts it at.</summary>
internal static class IndependentCount
{
    public static long Encoder(Autoencoder model, int resolution) => Sum(model, "encoder.", "quant_conv.", resolution, name =>
    {
        var factor = model.DownsamplingFactor;
        var part = name.Split('.')[1];
        if (part == "conv_in")
            return 1;
        if (part == "down")
            return (1 << int.Parse(name.Split('.')[2])) * (name.Contains(".downsample.") ? 2 : 1);
        return part.StartsWith("feature_extractor_L", StringComparison.Ordinal) ? 1 << (part[^1] - '0') : factor;
    });

    public static long Decoder(Autoencoder model, int resolution) => Sum(model, "decoder.", "post_quant_conv.", resolution, name =>
    {
        var finest = model.Config.Output == OutputKind.Wavelet ? 2 : 1;
        var parts = name.Split('.');
        return parts[1] switch
        {
            "conv_out" => finest,
            "up" => parts[3] == "upsample" ? finest << (int.Parse(parts[2]) - 1) : finest << int.Parse(parts[2]),
            _ => model.DownsamplingFactor,
        };
    });

    private static long Sum(Autoencoder model, string network, string outside, int resolution, Func<string, int> factorOf)
    {
        long sum = 0;
        foreach (var (name, value) in model.state_dict())
        {
            var shape = value.shape;
            if (!name.EndsWith(".weight", StringComparison.Ordinal) || shape.Length < 2)
                continue;
            if (name.StartsWith(outside, StringComparison.Ordinal))
                sum += value.numel() * Positions(model.DownsamplingFactor);
            if (!name.StartsWith(network, StringComparison.Ordinal))
                continue;
            if (name.EndsWith(".sca.weight", StringComparison.Ordinal))
                sum += value.numel(); // of the pooled image
            else if (name.Contains(".feature_extractor.", StringComparison.Ordinal))
                sum += value.numel() * ((LiteVaeEncoderConfig)model.Config.Encoder).Levels.Sum(level => Positions(1 << level));
            else
                sum += value.numel() * Positions(factorOf(name));
            // Queries by keys, weights by values: the square of the positions, twice, in as many channels as go in.
            if (name.EndsWith(".q.weight", StringComparison.Ordinal) || name.EndsWith(".qkv.weight", StringComparison.Ordinal))
                sum += 2 * shape[1] * Positions(factorOf(name)) * Positions(factorOf(name));
        }
        return sum;

        long Positions(int factor) => (long)(resolution / factor) * (resolution / factor);
    }
}
