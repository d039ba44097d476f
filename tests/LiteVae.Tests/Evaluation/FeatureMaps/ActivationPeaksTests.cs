using LiteVae.Autoencoders;
using LiteVae.Evaluation.FeatureMaps;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.FeatureMaps;

public sealed class ActivationPeaksTests
{
    [Theory]
    [InlineData("litevae", "decoder.conv_out")]
    [InlineData("smc decoder", "decoder.up.0.block.1")]
    [InlineData("1x1 convolutions", "post_quant_conv")]
    [InlineData("vit", "encoder.feature_aggregator")]
    [InlineData("dwt", "encoder")]
    public void Are_the_largest_magnitudes_that_modules_give(string variant, string module)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(variant);
        var images = rand(2, 3, 32, 32).Times(2).Minus(1);
        var largest = 0.0;
        var parts = 0.0; // of the modules within
        var peaks = ActivationPeaks.During(model, () =>
        {
            using var watch = new ModuleWatch(model, (name, _, _, y) =>
            {
                var magnitude = y.abs().max().item<float>();
                largest = name == module ? Math.Max(largest, magnitude) : largest;
                parts = name.StartsWith($"{module}.", StringComparison.Ordinal) ? Math.Max(parts, magnitude) : parts;
            });
            model.call(images);
        });
        Assert.True(largest > 0);
        Assert.Equal(Math.Max(largest, parts), peaks.Within(module)!.Value, 1e-6);
        Assert.Null(peaks.Within("decoder.up.0.bloc"));
    }

    [Fact]
    public void A_bias_that_outweighs_all_else_is_found_by_name_and_size_whatever_its_sign()
    {
        using var scope = NewDisposeScope();
        using var model = Create("litevae");
        using (no_grad())
        {
            Fill(model, "encoder.feature_aggregator.out_layer", 0);
            model.get_parameter("encoder.feature_aggregator.out_layer.bias")![-1] = -70_000; // a log variance: the decoder does not see it
            Fill(model, "decoder.conv_out", 65_000);
        }
        // Networks give what their last layers do: the layers are named.
        var peaks = ActivationPeaks.Measure(model, zeros(1, 3, 32, 32));
        Assert.Equal(new ActivationPeak("encoder.feature_aggregator.out_layer", 70_000), peaks.Encoder);
        Assert.Equal(new ActivationPeak("decoder.conv_out", 65_000), peaks.Decoder);
        Assert.True(peaks.Encoder.OverflowsHalf);
        Assert.False(peaks.Decoder.OverflowsHalf);
        Assert.Equal(70_000, peaks.Within("encoder"));
        Assert.Equal(65_000, peaks.Within("decoder"));
        Assert.True(peaks.Within("decoder.up.0") < 1000);
    }

    [Fact]
    public void Scaled_weights_scale_the_peak()
    {
        using var scope = NewDisposeScope();
        using var model = Create("litevae");
        var images = rand(1, 3, 32, 32).Times(2).Minus(1);
        using (no_grad())
            model.get_parameter("decoder.conv_in.bias")!.zero_();
        var before = ActivationPeaks.Measure(model, images).Within("decoder.conv_in")!.Value;
        using (no_grad())
            model.get_parameter("decoder.conv_in.weight")!.MultiplyInPlace(1 << 20); // exact in float32
        var peaks = ActivationPeaks.Measure(model, images);
        Assert.Equal(before * (1 << 20), peaks.Within("decoder.conv_in")!.Value, 1e-6 * before * (1 << 20));
        Assert.True(peaks.Decoder.OverflowsHalf);
    }

    [Fact]
    public void What_is_not_finite_is_infinite()
    {
        using var scope = NewDisposeScope();
        using var model = Create("litevae");
        using (no_grad())
            Fill(model, "decoder.conv_in", float.NaN);
        var peaks = ActivationPeaks.Measure(model, zeros(1, 3, 32, 32));
        Assert.Equal(new ActivationPeak("decoder.conv_in", double.PositiveInfinity), peaks.Decoder);
        Assert.True(peaks.Decoder.OverflowsHalf);
        Assert.False(peaks.Encoder.OverflowsHalf);
    }

    [Fact]
    public void Measuring_leaves_no_hooks_and_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create("litevae");
        var images = rand(1, 3, 32, 32);
        var calls = 0;
        using (new ModuleWatch(model, (_, _, _, _) => calls++))
            model.call(images).Dispose();
        var once = calls;
        Assert.True(once > 20);
        model.call(images).Dispose();
        Assert.Equal(once, calls);
        TensorLeaks.AssertNone(() => ActivationPeaks.Measure(model, images));
    }

    private static void Fill(Autoencoder model, string convolution, float bias)
    {
        model.get_parameter($"{convolution}.weight")!.zero_();
        model.get_parameter($"{convolution}.bias")!.Fill(bias);
    }

    private static Autoencoder Create(string variant)
    {
        manual_seed(3);
        var model = new Autoencoder(ArchitectureVariants.All[variant]);
        model.eval();
        return model;
    }
}
