using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Configuration;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Autoencoders;

/// <summary>What holds for every variant of the family.</summary>
public sealed class ArchitectureContractTests
{
    public static TheoryData<string> Variants => ArchitectureVariants.Names;

    [Theory, MemberData(nameof(Variants))]
    public void Reconstructs_at_the_size_of_the_image(string variant)
    {
        using var scope = NewDisposeScope();
        using var model = Create(variant);
        var images = Images(2, 2 * model.DownsamplingFactor, 3 * model.DownsamplingFactor);
        using var posterior = model.Encode(images);
        Assert.Equal([2, model.Config.LatentChannels, 2, 3], posterior.Mean.shape);
        var reconstruction = model.Decode(posterior.Mean);
        Assert.Equal(images.shape, reconstruction.shape);
        Assert.True(reconstruction.isfinite().all().item<bool>());
        Assert.True(reconstruction.std().ToNumber() > 0);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Gradient_reaches_every_parameter(string variant)
    {
        using var scope = NewDisposeScope();
        using var model = Create(variant);
        model.train();
        Disturb(model);
        using var posterior = model.Encode(Images(2, 32, 32));
        model.Decode(posterior.Sample()).Squared().mean().Plus(posterior.KullbackLeibler().mean()).backward();
        var untouched = model.named_parameters()
            .Where(p => p.parameter.grad is not { } gradient || gradient.abs().sum().ToNumber() is 0 or double.NaN)
            .Select(p => p.name);
        // The bias of keys shifts all of a query's scores alike, which softmax does not see.
        Assert.DoesNotContain(untouched, name => !name.EndsWith(".k.bias", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Is_the_same_model_once_saved_and_loaded(string variant)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = Create(variant);
        Disturb(model);
        ModelFile.Save(folder["model.safetensors"], model);
        using var loaded = ModelFile.Load(folder["model.safetensors"]);
        Assert.Equal(ConfigDocument.ToJson(ConfigWriter.ToNode(model.Config)), ConfigDocument.ToJson(ConfigWriter.ToNode(loaded.Config)));
        var images = Images(1, 32, 32);
        AssertSame(model.call(images), loaded.call(images));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Odd_sizes_are_padded_and_cropped(string variant)
    {
        using var scope = NewDisposeScope();
        using var model = Create(variant);
        var images = Images(1, 37, 21);
        var reconstruction = SizePadding.Crop(model.call(SizePadding.Pad(images, model.DownsamplingFactor)), 37, 21);
        Assert.Equal(images.shape, reconstruction.shape);
        var wrong = Assert.Throws<ArgumentException>(() => model.Encode(images));
        Assert.Contains("[1,3,37,21]", wrong.Message);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Same_seed_same_model_same_answer(string variant)
    {
        using var scope = NewDisposeScope();
        using var one = Create(variant);
        using var other = Create(variant);
        var images = Images(1, 32, 32);
        AssertSame(one.call(images), one.call(images));
        AssertSame(one.call(images), other.call(images));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Leaves_no_tensors_behind(string variant)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(variant);
        var images = Images(1, 32, 32);
        TensorLeaks.AssertNone(() => model.call(images).Dispose());
    }

    [Theory, MemberData(nameof(Variants))]
    public void Its_cost_is_that_of_its_weights_at_their_positions(string variant)
    {
        using var scope = NewDisposeScope();
        using var model = Create(variant);
        var cost = ModelCost.Of(model.Config, 64);
        Assert.Equal(IndependentCount.Encoder(model, 64), cost.EncoderMacs);
        Assert.Equal(IndependentCount.Decoder(model, 64), cost.DecoderMacs);
    }

    private static Autoencoder Create(string variant)
    {
        manual_seed(5);
        var model = new Autoencoder(ArchitectureVariants.All[variant]);
        model.eval();
        return model;
    }

    private static Tensor Images(long batch, long height, long width)
    {
        manual_seed(6);
        return rand(batch, 3, height, width).Times(2).Minus(1);
    }

    // Some parameters begin at nought and would hide those behind them.
    private static void Disturb(Autoencoder model)
    {
        using var guard = no_grad();
        manual_seed(7);
        foreach (var parameter in model.parameters())
            parameter.AddInPlace(randn_like(parameter).Times(0.05));
    }

    private static void AssertSame(Tensor expected, Tensor actual) =>
        Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
}
