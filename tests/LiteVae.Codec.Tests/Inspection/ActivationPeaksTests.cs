using LiteVae.Codec.Inspection;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Tests.Inspection;

public sealed class ActivationPeaksTests
{
    [Fact]
    public void A_bias_that_outweighs_all_else_is_found_by_name_and_size_whatever_its_sign()
    {
        var model = new ChangedModel(Variants.Global);
        model.Fill("encoder.feature_aggregator.out_layer", 0)[^1] = -70_000; // a log variance: the decoder does not see it
        model.Fill("decoder.conv_out", 65_000);
        var peaks = Peaks(model);
        // Networks give what their last layers do: the layers are named.
        Assert.Equal(new ActivationPeak("encoder.feature_aggregator.out_layer", 70_000), peaks.Encoder);
        Assert.Equal(new ActivationPeak("decoder.conv_out", 65_000), peaks.Decoder);
        Assert.True(peaks.Encoder.OverflowsHalf);
        Assert.False(peaks.Decoder.OverflowsHalf);
        Assert.Equal(70_000, peaks.Within("encoder"));
        Assert.Equal(65_000, peaks.Within("decoder"));
        Assert.True(peaks.Within("decoder.up.0") < 1000);
        Assert.Null(peaks.Within("decoder.up.0.bloc"));
    }

    [Fact]
    public void Scaled_weights_scale_the_peak()
    {
        var model = new ChangedModel(Variants.Global);
        Array.Clear(model.Values("decoder.conv_in.bias"));
        var before = Peaks(model).Within("decoder.conv_in")!.Value;
        foreach (ref var weight in model.Values("decoder.conv_in.weight").AsSpan())
            weight *= 1 << 20; // exact in float32
        var peaks = Peaks(model);
        Assert.Equal(before * (1 << 20), peaks.Within("decoder.conv_in")!.Value, 1e-6 * before * (1 << 20));
        Assert.True(peaks.Decoder.OverflowsHalf);
    }

    [Fact]
    public void What_is_not_finite_is_infinite_and_is_no_picture()
    {
        var model = new ChangedModel(Variants.Global);
        model.Fill("decoder.conv_in", float.NaN);
        var inspection = model.Inspect();
        Assert.Equal(new ActivationPeak("decoder.conv_in", double.PositiveInfinity), inspection.Peaks.Decoder);
        Assert.True(inspection.Peaks.Decoder.OverflowsHalf);
        Assert.False(inspection.Peaks.Encoder.OverflowsHalf);
        Assert.Throws<InvalidDataException>(() => inspection.ToPicture());
    }

    private static ActivationPeaks Peaks(ChangedModel model) => model.Inspect().Peaks;

    /// <summary>A random model some of whose weights are changed.</summary>
    private sealed class ChangedModel(AutoencoderConfig config) : ITensorSource
    {
        private readonly RandomModel _model = new(config);
        private readonly Dictionary<string, float[]> _changed = [];

        public string Name => _model.Name;

        public IReadOnlyDictionary<string, TensorInfo> Tensors => _model.Tensors;

        public float[] Values(string name)
        {
            if (!_changed.TryGetValue(name, out var values))
                _model.Read(name, _changed[name] = values = new float[Tensors[name].Count]);
            return values;
        }

        /// <summary>Makes a convolution give a constant.</summary>
        /// <returns>Its bias.</returns>
        public float[] Fill(string convolution, float bias)
        {
            Array.Clear(Values($"{convolution}.weight"));
            Array.Fill(Values($"{convolution}.bias"), bias);
            return Values($"{convolution}.bias");
        }

        public void Read(string name, Span<float> destination) => Values(name).CopyTo(destination);

        public ModelInspection Inspect()
        {
            using var codec = LatentCodec.Create(config, this);
            return codec.Inspect(TestPictures.Noise(32, 32));
        }
    }
}
