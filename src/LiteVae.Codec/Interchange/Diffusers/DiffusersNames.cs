namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>What diffusers calls the weights of Stable Diffusion's autoencoder, and what CompVis and this library call them.</summary>
internal static class DiffusersNames
{
    private const string UpBlocks = "decoder.up_blocks.";

    private static readonly (string Theirs, string Ours)[] Layers =
    [
        ("encoder.conv_in", "encoder.conv_in"),
        ("encoder.conv_norm_out", "encoder.norm_out"),
        ("encoder.conv_out", "encoder.conv_out"),
        ("encoder.down_blocks.#.downsamplers.0.conv", "encoder.down.#.downsample.conv"),
        ("decoder.conv_in", "decoder.conv_in"),
        ("decoder.conv_norm_out", "decoder.norm_out"),
        ("decoder.conv_out", "decoder.conv_out"),
        ("decoder.up_blocks.~.upsamplers.0.conv", "decoder.up.#.upsample.conv"),
        ("quant_conv", "quant_conv"),
        ("post_quant_conv", "post_quant_conv"),
    ];

    private static readonly (string Theirs, string Ours)[] ResidualBlocks =
    [
        ("encoder.down_blocks.#.resnets.#", "encoder.down.#.block.#"),
        ("encoder.mid_block.resnets.0", "encoder.mid.block_1"),
        ("encoder.mid_block.resnets.1", "encoder.mid.block_2"),
        ("decoder.mid_block.resnets.0", "decoder.mid.block_1"),
        ("decoder.mid_block.resnets.1", "decoder.mid.block_2"),
        ("decoder.up_blocks.~.resnets.#", "decoder.up.#.block.#"),
    ];

    private static readonly (string Theirs, string Ours)[] Attentions =
    [
        ("encoder.down_blocks.#.attentions.#", "encoder.down.#.attn.#"),
        ("encoder.mid_block.attentions.0", "encoder.mid.attn_1"),
        ("decoder.mid_block.attentions.0", "decoder.mid.attn_1"),
        ("decoder.up_blocks.~.attentions.#", "decoder.up.#.attn.#"),
    ];

    private static readonly (string Theirs, string Ours)[] ResidualLayers =
        [("norm1", "norm1"), ("conv1", "conv1"), ("norm2", "norm2"), ("conv2", "conv2"), ("conv_shortcut", "nin_shortcut")];

    // The first of two names is the one that is written; the other is that of releases before 0.15.
    private static readonly (string Theirs, string Ours)[] AttentionLayers =
    [
        ("group_norm", "norm"),
        ("to_q", "q"), ("query", "q"),
        ("to_k", "k"), ("key", "k"),
        ("to_v", "v"), ("value", "v"),
        ("to_out.0", "proj_out"), ("proj_attn", "proj_out"),
    ];

    private static readonly (NamePattern Theirs, NamePattern Ours)[] Patterns =
    [
        .. Layers.Concat(Within(ResidualBlocks, ResidualLayers)).Concat(Within(Attentions, AttentionLayers))
            .SelectMany(p => new[] { "weight", "bias" }.Select(leaf => (new NamePattern($"{p.Theirs}.{leaf}"), new NamePattern($"{p.Ours}.{leaf}")))),
    ];

    /// <summary>Whether a name is one that diffusers has, and CompVis does not.</summary>
    public static bool Recognizes(string name) =>
        name.StartsWith("encoder.down_blocks.", StringComparison.Ordinal) || name.StartsWith("encoder.mid_block.", StringComparison.Ordinal)
        || name.StartsWith(UpBlocks, StringComparison.Ordinal);

    /// <summary>The number of the decoder's levels, which diffusers counts from the latent and we from the image.</summary>
    public static int CountUpBlocks(IEnumerable<string> names) => names
        .Where(n => n.StartsWith(UpBlocks, StringComparison.Ordinal))
        .Select(n => n[UpBlocks.Length..].Split('.')[0]).Distinct().Count();

    /// <summary>Our name of a tensor.</summary>
    /// <param name="theirs">Diffusers' name.</param>
    /// <param name="levels">The number of the decoder's levels.</param>
    /// <returns>Null where there is none.</returns>
    public static string? ToOurs(string theirs, int levels) => Translate(theirs, levels, p => p.Theirs, p => p.Ours);

    /// <summary>Diffusers' name of a tensor.</summary>
    /// <param name="ours">Our name.</param>
    /// <param name="levels">The number of the decoder's levels.</param>
    /// <returns>Null where there is none.</returns>
    public static string? ToTheirs(string ours, int levels) => Translate(ours, levels, p => p.Ours, p => p.Theirs);

    private static string? Translate(
        string name, int levels, Func<(NamePattern Theirs, NamePattern Ours), NamePattern> from, Func<(NamePattern Theirs, NamePattern Ours), NamePattern> to)
    {
        var parts = name.Split('.');
        foreach (var pattern in Patterns)
        {
            if (from(pattern).Match(parts, levels) is { } numbers)
                return to(pattern).Fill(numbers, levels);
        }
        return null;
    }

    private static IEnumerable<(string Theirs, string Ours)> Within((string Theirs, string Ours)[] blocks, (string Theirs, string Ours)[] layers) =>
        blocks.SelectMany(b => layers.Select(l => ($"{b.Theirs}.{l.Theirs}", $"{b.Ours}.{l.Ours}")));
}
