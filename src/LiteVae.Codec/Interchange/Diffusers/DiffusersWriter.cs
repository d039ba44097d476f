using System.Text;
using System.Text.Json;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>Writes the config.json of diffusers' <c>AutoencoderKL</c>.</summary>
internal static class DiffusersWriter
{
    private const string Version = "0.30.0"; // of diffusers: the first whose AutoencoderKL has every key below

    // Pixels along a side of diffusers' tiles, where a caller asks for tiles: Stable Diffusion's size, as a model does not say what it was trained at.
    private const int TileSide = 512;

    /// <summary>What keeps Stable Diffusion's autoencoder from being diffusers', whose encoder and decoder have one layout.</summary>
    public static IEnumerable<ConfigProblem> Problems(AutoencoderConfig config)
    {
        if (config.Encoder is not SdEncoderConfig encoder)
            yield break;
        var decoder = config.Decoder;
        if (encoder.Multipliers[0] != 1)
            yield return new ConfigProblem("encoder.multipliers", $"expected the first to be 1; found {encoder.Multipliers[0]}");
        var (widths, decoderWidths) = (Widths(encoder.Channels, encoder.Multipliers), Widths(decoder.Channels, decoder.Multipliers));
        if (!widths.SequenceEqual(decoderWidths))
            yield return new ConfigProblem("decoder.channels", $"expected the encoder's [{string.Join(',', widths)}]; found [{string.Join(',', decoderWidths)}]");
        if (encoder.ResBlocks != decoder.ResBlocks)
            yield return new ConfigProblem("decoder.res_blocks", $"expected the encoder's {encoder.ResBlocks}; found {decoder.ResBlocks}");
        if (encoder.MidAttention != decoder.MidAttention)
            yield return new ConfigProblem("decoder.mid_attention", "expected the same as the encoder's");
    }

    /// <summary>The text of the file.</summary>
    public static string Write(AutoencoderConfig config, LatentScale? scale)
    {
        var encoder = (SdEncoderConfig)config.Encoder;
        var levels = encoder.Multipliers.Count;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("_class_name", DiffusersConfig.ClassName);
            json.WriteString("_diffusers_version", Version);
            json.WriteString("act_fn", "silu");
            Write(json, "block_out_channels", Widths(encoder.Channels, encoder.Multipliers), json.WriteNumberValue);
            Write(json, "down_block_types", Types(levels, level => encoder.AttentionFactors.Contains(1 << level), DiffusersLayout.DownBlock, DiffusersLayout.AttentionDownBlock), json.WriteStringValue);
            json.WriteNumber("in_channels", 3);
            json.WriteNumber("latent_channels", config.LatentChannels);
            json.WriteNumber("layers_per_block", encoder.ResBlocks);
            json.WriteBoolean("mid_block_add_attention", encoder.MidAttention);
            json.WriteNumber("norm_num_groups", 32);
            json.WriteNumber("out_channels", 3);
            json.WriteNumber("sample_size", TileSide);
            DiffusersScale.Write(json, scale);
            Write(
                json, "up_block_types",
                Types(levels, i => config.Decoder.AttentionFactors.Contains(1 << (levels - 1 - i)), DiffusersLayout.UpBlock, DiffusersLayout.AttentionUpBlock), json.WriteStringValue);
            json.WriteBoolean("use_post_quant_conv", config.Use1x1Conv);
            json.WriteBoolean("use_quant_conv", config.Use1x1Conv);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static int[] Widths(int channels, IReadOnlyList<int> multipliers) => [.. multipliers.Select(m => m * channels)];

    private static IEnumerable<string> Types(int levels, Func<int, bool> attends, string plain, string attention) =>
        Enumerable.Range(0, levels).Select(i => attends(i) ? attention : plain);

    private static void Write<T>(Utf8JsonWriter json, string key, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(key);
        foreach (var value in values)
            write(value);
        json.WriteEndArray();
    }
}
