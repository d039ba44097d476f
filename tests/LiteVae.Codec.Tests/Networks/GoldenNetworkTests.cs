using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Stages;

namespace LiteVae.Codec.Tests.Networks;

/// <summary>Networks against outputs of a float64 reference implementation, stored as float32.</summary>
public sealed unsafe class GoldenNetworkTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void LiteVae_S_encoder_agrees_with_the_reference() =>
        AssertAgrees("litevae_s_encoder", "encoder", Presets.Get("litevae-s"), AutoencoderNetworks.Encoder);

    [Fact]
    public void Stable_Diffusion_encoder_agrees_with_the_reference() => AssertAgrees(
        "sd_encoder_tiny", "encoder",
        new() { Encoder = new SdEncoderConfig { Channels = 32, Multipliers = [1, 1, 2, 2], ResBlocks = 1 } }, AutoencoderNetworks.Encoder);

    [Theory]
    [InlineData("sd_decoder_tiny", false)]
    [InlineData("smc_decoder_tiny", true)]
    public void Decoder_agrees_with_the_reference(string file, bool modulated) => AssertAgrees(
        file, "decoder",
        new()
        {
            Decoder = new()
            {
                Channels = 32,
                Multipliers = [1, 1, 2, 2],
                ResBlocks = 1,
                Norm = modulated ? NormKind.SelfModulated : NormKind.Group,
                MidAttention = !modulated,
            },
        },
        AutoencoderNetworks.Decoder);

    private static void AssertAgrees(string name, string part, AutoencoderConfig config, Func<AutoencoderConfig, Weights, Stage> build)
    {
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", $"{name}.safetensors"));
        var source = new GoldenWeights(file, part);
        using var pools = new FeatureMapPools();
        using var runner = new NetworkRunner(() => build(config, new Weights(source)), 1, pools);
        var (input, output) = (file.Tensors["input"].Shape, file.Tensors["output"].Shape);
        using var x = ChannelsLast(file, "input");
        using var y = new FloatBuffer(file.Tensors["output"].Count, clear: false);
        using var expected = ChannelsLast(file, "output");
        runner.Run(Maps(x, input), shape =>
        {
            Assert.Equal([shape.Images, shape.Channels, shape.Height, shape.Width], output.Select(s => (int)s));
            return Maps(y, output);
        });
        TestPictures.AssertClose(Values(expected), Values(y), Tolerance);
        var declared = AutoencoderNetworks.Shapes(config).Keys.Where(k => k.StartsWith(part, StringComparison.Ordinal)).Order();
        Assert.Equal(declared, source.Tensors.Keys.Order());
    }

    private static FeatureMaps Maps(FloatBuffer buffer, long[] shape) => new(buffer.Pointer, (int)shape[0], (int)shape[2], (int)shape[3], (int)shape[1]);

    private static float[] Values(FloatBuffer buffer) => new ReadOnlySpan<float>(buffer.Pointer, (int)buffer.Length).ToArray();

    private static FloatBuffer ChannelsLast(SafetensorsFile file, string name)
    {
        var values = new float[file.Tensors[name].Count];
        file.Read(name, values);
        var buffer = new FloatBuffer(values.Length, clear: false);
        var maps = Maps(buffer, file.Tensors[name].Shape);
        var positions = maps.Height * maps.Width;
        for (var i = 0; i < values.Length; i++)
            maps.At(i / (positions * maps.Channels), 0, 0)[i % positions * maps.Channels + i / positions % maps.Channels] = values[i];
        return buffer;
    }

    /// <summary>A golden file's tensors "weight.…" under the names of a model file.</summary>
    private sealed class GoldenWeights(SafetensorsFile file, string part) : ITensorSource
    {
        private const string Prefix = "weight.";

        public string Name => file.Path;

        public IReadOnlyDictionary<string, TensorInfo> Tensors { get; } = file.Tensors
            .Where(t => t.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(t => $"{part}.{t.Key[Prefix.Length..]}", t => t.Value);

        public void Read(string name, Span<float> destination) => file.Read(Prefix + name[(part.Length + 1)..], destination);
    }
}
