using System.Text;
using LiteVae.Codec.Interchange.Diffusers;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Fuzz.Engine;

namespace LiteVae.Fuzz.Targets;

/// <summary>The config.json of diffusers' autoencoder, up to what its networks would cost.</summary>
internal sealed class DiffusersConfigTarget : FuzzTarget
{
    private static readonly string[] Configs =
    [
        """
        {"_class_name": "AutoencoderKL", "_diffusers_version": "0.30.0", "act_fn": "silu", "block_out_channels": [32, 64], "down_block_types": ["DownEncoderBlock2D", "AttnDownEncoderBlock2D"],
         "in_channels": 3, "latent_channels": 4, "layers_per_block": 1, "norm_num_groups": 32, "out_channels": 3, "sample_size": 32, "scaling_factor": 0.18215, "shift_factor": 0.1,
         "up_block_types": ["AttnUpDecoderBlock2D", "UpDecoderBlock2D"], "use_quant_conv": false, "use_post_quant_conv": false, "mid_block_add_attention": false, "force_upcast": true}
        """,
        """{"latents_mean": [0, 1, -2, 3e-1], "latents_std": [1, 2, 3, 4], "scaling_factor": 0.5, "down_block_types": ["DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D"]}""",
        "{}",
    ];

    public override string Name => "diffusers-config";

    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IReadOnlyList<byte[]> Dictionary => Words.Json;

    public override IEnumerable<byte[]> Seeds() => Configs.Select(Encoding.UTF8.GetBytes);

    public override void Run(ReadOnlySpan<byte> input) => ModelCost.Of(DiffusersConfig.Read(Encoding.UTF8.GetString(input), "config.json").Config, 64);
}
