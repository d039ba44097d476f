using System.Diagnostics;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Tests.Checkpoints;

/// <summary>Model files whose config asks for more than the file holds.</summary>
public sealed class HostileModelTests
{
    [Fact]
    public void A_config_of_terabytes_is_refused_before_modules_are_made()
    {
        using var folder = new TemporaryFolder();
        var path = folder["model.safetensors"];
        var config = new AutoencoderConfig
        {
            Encoder = new SdEncoderConfig { Channels = 4096, Multipliers = [1, 64, 64, 64] },
            Decoder = new DecoderConfig { Channels = 4096, Multipliers = [64, 64, 64, 64] },
        };
        SafetensorsFile.Write(path, [], new ModelHeader(config, null).ToMetadata());
        var before = Environment.WorkingSet;
        Assert.Contains("does not fit the model", Assert.Throws<CheckpointException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 200L << 20);
    }

    [Fact]
    public void Counting_what_a_config_costs_takes_time_in_proportion_to_its_layers()
    {
        // 121,000 weights: the most that a config's limits allow.
        var blocks = new NafNetConfig { Channels = 32, Multipliers = [1, 1, 1, 1, 1, 1, 1, 1], Blocks = 64 };
        var config = new AutoencoderConfig
        {
            Encoder = new LiteVaeEncoderConfig { Levels = [1, 2, 3, 4, 5, 6], Extractor = blocks },
            Decoder = new DecoderConfig { Channels = 32, Multipliers = [1, 1, 1, 1, 1, 1, 1] },
        };
        var clock = Stopwatch.StartNew();
        var cost = ModelCost.Of(config, 64);
        Assert.True(cost.Modules.Count > 50_000, $"{cost.Modules.Count}");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}"); // quadratic counting takes minutes
    }
}
