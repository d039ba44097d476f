using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;

namespace LiteVae.Codec.Interchange.Diffusers;

/// <summary>The networks that a config.json describes. Keys that are missing have the defaults of diffusers.</summary>
/// <param name="values">The values; what is not supported is added to its problems.</param>
internal sealed class DiffusersLayout(DiffusersValues values)
{
    public const string DownBlock = "DownEncoderBlock2D";
    public const string UpBlock = "UpDecoderBlock2D";
    public const string AttentionDownBlock = "AttnDownEncoderBlock2D";
    public const string AttentionUpBlock = "AttnUpDecoderBlock2D";

    private const int MostLevels = 8;

    /// <summary>The same networks here.</summary>
    public AutoencoderConfig Config()
    {
        Fixed("in_channels", 3);
        Fixed("out_channels", 3);
        if (values.Text("act_fn", "silu") is var activation && activation != "silu")
            values.Require(false, "act_fn", $"\"{activation}\" is not supported; expected \"silu\"");
        values.Ignore("sample_size", "force_upcast"); // the size of training, and a matter of float16

        var widths = values.Integers("block_out_channels", [64]);
        values.Require(
            widths.Count is > 0 and <= MostLevels && widths[0] > 0 && widths.All(w => w > 0 && w % widths[0] == 0), "block_out_channels",
            $"expected 1 to {MostLevels} multiples of the first; found [{string.Join(',', widths)}]");
        if (widths.Count is 0 or > MostLevels || widths.Any(w => w < 1))
            widths = [64];
        RequireGroups(widths);
        var blocks = values.Integer("layers_per_block", 1);
        var attention = values.Flag("mid_block_add_attention", true);
        var convolved = values.Flag("use_quant_conv", true);
        values.Require(convolved == values.Flag("use_post_quant_conv", true), "use_post_quant_conv", "expected the same as use_quant_conv: both convolutions or neither");
        int[] multipliers = [.. widths.Select(w => w / widths[0])];
        return new AutoencoderConfig
        {
            LatentChannels = values.Integer("latent_channels", 4),
            Encoder = new SdEncoderConfig
            {
                Channels = widths[0],
                Multipliers = multipliers,
                ResBlocks = blocks,
                MidAttention = attention,
                AttentionFactors = [.. AttentionLevels("down_block_types", DownBlock, AttentionDownBlock, widths.Count).Select(level => 1 << level)],
            },
            Decoder = new DecoderConfig
            {
                Channels = widths[0],
                Multipliers = multipliers,
                ResBlocks = blocks,
                MidAttention = attention,
                // Counted from the latent.
                AttentionFactors = [.. AttentionLevels("up_block_types", UpBlock, AttentionUpBlock, widths.Count).Select(i => 1 << (widths.Count - 1 - i)).Order()],
            },
            Use1x1Conv = convolved,
        };
    }

    private void Fixed(string key, int expected)
    {
        if (values.Integer(key, expected) is var found && found != expected)
            values.Require(false, key, $"expected {expected}; found {found}");
    }

    private void RequireGroups(IReadOnlyList<int> widths)
    {
        var groups = values.Integer("norm_num_groups", 32);
        foreach (var width in widths.Distinct())
        {
            if (Normalization.SdGroups(width) is var ours && ours != groups)
                values.Require(false, "norm_num_groups", $"{groups} is not supported: the norms of {width} channels have {ours} groups here");
        }
    }

    private List<int> AttentionLevels(string key, string plain, string attention, int levels)
    {
        var types = values.Texts(key, [plain]);
        values.Require(types.Count == levels, key, $"expected {levels}, one for each of block_out_channels; found {types.Count}");
        foreach (var foreign in types.Where(t => t != plain && t != attention).Distinct().Take(MostLevels))
            values.Require(false, key, $"\"{foreign}\" is not supported; expected {plain} or {attention}");
        return [.. Enumerable.Range(0, Math.Min(types.Count, levels)).Where(i => types[i] == attention)];
    }
}
