using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Tiles;

namespace LiteVae.Codec.Tests.Tiles;

/// <summary>The memory that tiles are planned with against what a computation takes.</summary>
public sealed unsafe class PlannedMemoryTests
{
    private const double Tolerance = 0.15;

    public static TheoryData<string, bool, int> Networks => new()
    {
        { "litevae-s-mini", true, 48 }, { "litevae-s-mini", false, 24 }, { "litevae-s", true, 48 }, { "litevae-b", true, 48 },
        { "sd-vae", true, 16 }, { "sd-vae", false, 16 }, { "nafnet of litevae-b", true, 48 }, { "vit of litevae-b", true, 48 }, { "dwt", true, 64 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_run_takes_what_its_rehearsal_counts(string name, bool encodes, int side)
    {
        var config = Config(name);
        var weights = new Weights(new RandomModel(config));
        using var network = encodes ? AutoencoderNetworks.Encoder(config, weights) : AutoencoderNetworks.Decoder(config, weights);
        var input = encodes ? side * config.DownsamplingFactor : side;
        var channels = encodes ? 3 : config.LatentChannels;
        using var pool = new FeatureMapPool();
        using var x = new FloatBuffer((long)input * input * channels);
        network.Run(new Features(new FeatureMaps(x.Pointer, 1, input, input, channels)), new Workspace(pool));
        var taken = sizeof(float) * (pool.MaxLength + x.Length);
        var planned = Rehearsal.Of(network, input, input, channels).Bytes;
        Assert.InRange(planned, taken * (1 - Tolerance), taken * (1 + Tolerance));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_largest_tile_that_fits_is_planned(string name, bool encodes, int side)
    {
        using var networks = new CodecNetworks(Config(name), new RandomModel(Config(name)), Tiling.Within(1024));
        var planner = encodes ? networks.EncoderTiles : networks.DecoderTiles;
        var plan = planner.PlanFor(1 << 15, side);
        Assert.InRange(planner.Bytes(plan.Side), 0, 1024L << 20);
        if (name.StartsWith("vit", StringComparison.Ordinal))
            Assert.Equal(VitConfig.MaxTokens, plan.Side * plan.Side);
        else
            Assert.True(planner.Bytes(plan.Side + 1) > 1024L << 20);
    }

    internal static AutoencoderConfig Config(string name) => Presets.Names.Contains(name) ? Presets.Get(name) : Variants.All[name];
}
