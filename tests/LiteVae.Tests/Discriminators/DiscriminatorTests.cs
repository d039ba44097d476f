using LiteVae.Codec.Configuration;
using LiteVae.Discriminators;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Discriminators;

public sealed class DiscriminatorTests
{
    public static TheoryData<DiscriminatorType> Types => [.. Enum.GetValues<DiscriminatorType>()];

    [Theory]
    [InlineData(DiscriminatorType.Unet, 64, 256, 44_067_586)] // 44.1M
    [InlineData(DiscriminatorType.Unet, 32, 256, 11_020_674)] // 11.0M
    [InlineData(DiscriminatorType.Unet, 16, 256, 2_757_058)]
    [InlineData(DiscriminatorType.Unet, 64, 128, 31_481_602)]
    [InlineData(DiscriminatorType.Patchgan, 64, 256, 2_765_633)]
    [InlineData(DiscriminatorType.Stylegan, 64, 256, 28_864_129)]
    public void Parameter_counts_are_the_published_ones(DiscriminatorType type, int channels, int resolution, long expected)
    {
        using var net = Discriminator.Create(new DiscriminatorConfig { Type = type, Channels = channels, Resolution = resolution });
        Assert.Equal(expected, net.parameters().Sum(p => p.numel()));
    }

    [Theory]
    [InlineData(1024, 32)]
    [InlineData(512, 64)]
    [InlineData(256, 128)]
    [InlineData(128, 256)]
    [InlineData(64, 512)]
    [InlineData(4, 512)]
    public void Stylegans_widths_are_those_of_the_released_table(int side, int expected) =>
        Assert.Equal(expected, StyleDiscriminator.Width(64, side));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(6, 3)]
    [InlineData(7, 1)]
    [InlineData(16, 4)]
    public void Groups_of_the_minibatch_deviation_divide_the_batch(long batch, long expected) =>
        Assert.Equal(expected, MinibatchDeviation.SizeFor(batch));

    [Theory]
    [InlineData(256, new[] { 1, 2, 4, 8, 8, 16 })]
    [InlineData(128, new[] { 1, 2, 4, 8, 16 })]
    [InlineData(32, new[] { 1, 2, 4 })]
    [InlineData(16, new[] { 1, 2 })]
    public void Unet_widths_follow_the_resolution(int resolution, int[] expected) =>
        Assert.Equal(expected, UnetDiscriminator.MultipliersFor(resolution));

    [Theory]
    [MemberData(nameof(Types))]
    public void Gradient_reaches_every_parameter_and_the_image(DiscriminatorType type)
    {
        using var net = Tiny(type);
        using var x = randn(2, 3, 32, 32).requires_grad_(true);
        var output = net.call(x);
        output.Pixels.Squared().mean().Plus(output.Global is null ? 0 : output.Global.Squared().mean()).backward();
        Assert.All(net.named_parameters(), p => Assert.True(p.parameter.grad?.abs().sum().item<float>() > 0, p.name));
        Assert.True(x.grad!.abs().sum().item<float>() > 0);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Saved_state_restores_the_outputs(DiscriminatorType type)
    {
        using var scope = NewDisposeScope();
        using var first = Tiny(type);
        using var second = Tiny(type);
        var x = randn(2, 3, 32, 32);
        first.call(x);
        Assert.False(first.call(x).Pixels.Same(second.call(x).Pixels));
        second.load_state_dict(first.state_dict());
        // In training mode: power iteration and running statistics are restored too.
        var (a, b) = (first.call(x), second.call(x));
        Assert.True(a.Pixels.Same(b.Pixels));
        Assert.True(a.Global is null || a.Global.Same(b.Global!));
        Assert.Equal(first.state_dict().Keys, second.state_dict().Keys);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Forward_leaves_no_tensor_behind(DiscriminatorType type)
    {
        using var net = Tiny(type);
        using var x = randn(2, 3, 32, 32);
        using var scope = NewDisposeScope();
        var output = net.call(x);
        Assert.Equal(output.Global is null ? 1 : 2, scope.DisposablesCount);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Half_precision_images_give_nearly_the_same_logits(DiscriminatorType type)
    {
        using var scope = NewDisposeScope();
        using var net = FormulaTensors.Fill(Tiny(type));
        net.to(ScalarType.Float32);
        net.eval();
        var x = FormulaTensors.Make([2, 3, 32, 32], 1000).@float();
        var single = net.call(x).Pixels;
        var half = net.call(x.bfloat16()).Pixels.@float();
        var error = (single - half).abs().max().item<float>() / single.abs().max().item<float>();
        Assert.InRange(error, 1e-6f, 0.05f);
    }

    [Fact]
    public void Unet_takes_other_sizes_than_its_own()
    {
        using var net = Tiny(DiscriminatorType.Unet);
        Assert.Equal([1, 1, 64, 16], net.call(randn(1, 3, 64, 16)).Pixels.shape);
    }

    [Fact]
    public void Spectral_norm_bounds_the_unets_logits()
    {
        random.manual_seed(1);
        using var net = Tiny(DiscriminatorType.Unet);
        using var noGrad = no_grad();
        for (var i = 0; i < 50; i++)
            net.call(randn(1, 3, 32, 32));
        net.eval();
        using var before = net.call(ones(1, 3, 32, 32)).Pixels;
        foreach (var (_, parameter) in net.named_parameters().Where(p => p.name.EndsWith("weight_orig", StringComparison.Ordinal)))
            parameter.MultiplyInPlace(100f);
        using var after = net.call(ones(1, 3, 32, 32)).Pixels;
        Assert.True(before.allclose(after, rtol: 1e-3, atol: 1e-4)); // The scale of a weight has no effect.
    }

    [Theory]
    [InlineData(DiscriminatorType.Unet, "UNet discriminator expects [B,3,H,W] with H and W multiples of 8; got [1,3,33,32].")]
    [InlineData(DiscriminatorType.Patchgan, "PatchGAN discriminator expects [B,3,H,W] with H and W from 24; got [1,3,33,23].")]
    [InlineData(DiscriminatorType.Stylegan, "StyleGAN discriminator expects [B,3,32,32]; got [1,3,33,32].")]
    public void A_wrong_shape_is_named(DiscriminatorType type, string expected)
    {
        using var net = Tiny(type);
        var width = type == DiscriminatorType.Patchgan ? 23 : 32;
        var error = Assert.Throws<ArgumentException>(() => net.call(randn(1, 3, 33, width)));
        Assert.StartsWith(expected, error.Message);
        Assert.Throws<ArgumentException>(() => net.call(randn(1, 4, 32, 32)));
        Assert.Throws<ArgumentException>(() => net.call(randn(3, 32, 32)));
    }

    [Fact]
    public void A_config_reports_every_problem()
    {
        var config = new DiscriminatorConfig { Channels = 0, Resolution = 100, Layers = 9 };
        var error = Assert.Throws<ConfigException>(() => Discriminator.Create(config));
        Assert.Equal(["channels", "resolution", "layers"], error.Problems.Select(p => p.Path));
        Assert.Contains("expected a power of two from 16 to 1024; found 100", error.Message);
    }

    private static Discriminator Tiny(DiscriminatorType type) =>
        Discriminator.Create(new DiscriminatorConfig { Type = type, Channels = 4, Resolution = 32 });
}
