using LiteVae.Autoencoders;
using LiteVae.Inference;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Inference;

/// <summary>Every prepared network against the modules it was prepared from, in double precision.</summary>
public sealed class PreparedNetworksTests
{
    // float32 sums in another order; bfloat16 keeps 8 bits.
    private const double SingleTolerance = 1e-5;
    private const double HalfTolerance = 0.06;

    public static TheoryData<string> Variants => ArchitectureVariants.Names;

    [Theory, MemberData(nameof(Variants))]
    public void Agrees_with_the_modules_in_float32(string variant) => AssertAgrees(variant, InferencePrecision.Fp32, SingleTolerance);

    [Theory]
    [InlineData("litevae")]
    [InlineData("smc decoder")]
    [InlineData("nafnet")]
    [InlineData("sd")]
    public void Agrees_with_the_modules_in_bfloat16_to_its_bits(string variant) => AssertAgrees(variant, InferencePrecision.Bf16, HalfTolerance);

    [Fact]
    public void Leaves_no_tensors_behind_once_disposed()
    {
        using var scope = NewDisposeScope();
        using var model = Create("litevae");
        var images = rand(1, 3, 32, 32);
        var latents = rand(1, 3, 4, 4);
        TensorLeaks.AssertNone(() =>
        {
            using var prepared = LiteVaeCodec.Create(model, new() { Precision = InferencePrecision.Fp32 });
            TensorLeaks.AssertNone(() => prepared.Encode(images).Dispose());
            TensorLeaks.AssertNone(() => prepared.Decode(latents).Dispose());
        });
    }

    private static void AssertAgrees(string variant, InferencePrecision precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(variant);
        using var prepared = LiteVaeCodec.Create(model, new() { Precision = precision });
        var images = rand(2, 3, 48, 32).Times(2).Minus(1);
        var (moments, latents) = (prepared.Encode(images).Mean, rand(2, model.Config.LatentChannels, 48 / model.DownsamplingFactor, 32 / model.DownsamplingFactor));
        var decoded = prepared.Decode(latents);
        model.to(ScalarType.Float64); // in which no kernel of ours takes part
        AssertClose(model.Encode(images.to_type(ScalarType.Float64)).Mean, moments, tolerance);
        AssertClose(model.Decode(latents.to_type(ScalarType.Float64)), decoded, tolerance);
    }

    private static Autoencoder Create(string variant)
    {
        manual_seed(3);
        var model = new Autoencoder(ArchitectureVariants.All[variant]);
        model.eval();
        using var guard = no_grad();
        foreach (var parameter in model.parameters())
            parameter.AddInPlace(randn_like(parameter).Times(0.05)); // norms and scales are not all ones in trained models
        return model;
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().ToNumber() / expected.abs().max().ToNumber();
        Assert.True(error < tolerance, $"relative error {error:E2}");
    }
}
