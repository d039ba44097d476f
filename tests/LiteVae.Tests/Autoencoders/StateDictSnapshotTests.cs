using LiteVae.Autoencoders;
using LiteVae.Autoencoders.Networks;
using LiteVae.Codec.Models;
using LiteVae.Configuration;
using static TorchSharp.torch;

namespace LiteVae.Tests.Autoencoders;

/// <summary>The names and shapes of every preset's tensors: files written today are read by every later version.</summary>
/// <remarks>A wanted change is approved by running these tests with LITEVAE_APPROVE set to the folder of the snapshots.</remarks>
public sealed class StateDictSnapshotTests
{
    // Presets share their decoders, and each takes a second to fill with weights.
    private static readonly Dictionary<string, string[]> Decoders = [];

    public static TheoryData<string> PresetNames => [.. Presets.Names];

    [Theory, MemberData(nameof(PresetNames))]
    public void Names_and_shapes_are_as_approved(string preset)
    {
        var config = Presets.Get(preset);
        using var encoder = Encoders.Create(config.Encoder, config.LatentChannels);
        string[] actual = [.. Describe("encoder", encoder), .. DecoderOf(config)];
        var file = $"{preset}.txt";
        if (Environment.GetEnvironmentVariable("LITEVAE_APPROVE") is { Length: > 0 } approved)
            File.WriteAllLines(Path.Combine(approved, file), actual);
        Assert.Equal(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "state_dicts", file)), actual);
    }

    private static string[] DecoderOf(AutoencoderConfig config)
    {
        var key = $"{config.LatentChannels} {ConfigDocument.ToJson(ConfigWriter.ToNode(config.Decoder))}";
        if (Decoders.TryGetValue(key, out var known))
            return known;
        using var decoder = new SdDecoder(config.Decoder, config.LatentChannels, 3);
        return Decoders[key] = Describe("decoder", decoder);
    }

    private static string[] Describe(string part, nn.Module module) =>
        [.. module.state_dict().Select(t => $"{part}.{t.Key} {string.Join(',', t.Value.shape)}").Order(StringComparer.Ordinal)];
}
