using LiteVae.Data;
using LiteVae.Pictures;
using LiteVae.Runtime.Numbers;
using LiteVae.Training.Networks;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training.Networks.Linear;

public sealed class LinearStartTests
{
    private const string Wide = "model.decoder={channels: 128, multipliers: [1, 1, 1, 1], res_blocks: 1, norm: group, mid_attention: true}";

    public static TheoryData<string, string[]> Models => new()
    {
        { "SMC decoder", [] },
        { "GroupNorm decoder", [Wide] },
        { "wavelet output", ["model.output=wavelet", "model.decoder={channels: 8, multipliers: [1, 2, 2], res_blocks: 1, norm: smc, mid_attention: false}"] },
        { "1x1 convolutions", ["model.use_1x1_conv=true"] },
        { "average pooling", ["model.encoder.downsample=avgpool", "model.decoder.channels=16"] },
        { "one extractor for all levels", ["model.encoder.share_extractor=true"] },
        { "the last two levels", ["model.encoder.levels=[2, 3]"] },
        { "NAFNet", ["model.encoder.extractor={type: nafnet, channels: 16, multipliers: [1, 2], blocks: 1}"] },
        { "scaled residuals", ["model.encoder.extractor.residual_scale=1.4", "model.encoder.aggregator.residual_scale=1.4"] },
        { "SMC encoder", ["model.encoder.extractor.norm=smc", "model.encoder.aggregator.norm=smc"] },
        { "Stable Diffusion's encoder", ["model.encoder={type: sd, channels: 32, multipliers: [1, 2, 4, 4], res_blocks: 1}"] },
        { "fixed wavelets", ["model.encoder={type: dwt}", "model.latent_channels=12"] },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void The_untrained_model_is_a_linear_codec_better_than_one_color_a_block(string what, string[] settings)
    {
        Assert.NotEmpty(what);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var recipe = TinyRecipe.Read(["train.initialisation.type=linear", .. settings]);
        using var source = ImageSources.Open("procedural", 5, 32);
        using var networks = new TrainedAutoencoder(recipe, CPU, images: source);
        networks.Model.eval();
        var images = stack([.. Enumerable.Range(0, 8).Select(i => ImageTensors.ToTensor([source.TryLoad(1000 + i, new LoadOptions { CropSize = 32 })!])[0])], 0);
        var (a, b) = (images[..4], images[4..]);
        var (ofA, ofB) = (networks.Model.call(a), networks.Model.call(b));
        var ofMean = networks.Model.call(a.Plus(b).Times(0.5));
        Assert.InRange((ofMean - ofA.Plus(ofB).Times(0.5)).abs().max().item<float>(), 0, what == "SMC decoder" ? 1e-4f : 5e-2f);
        var blocks = nn.functional.interpolate(nn.functional.avg_pool2d(images, 8), scale_factor: [8, 8]);
        var (error, ofBlocks) = ((cat([ofA, ofB], 0) - images).Squared().mean().item<float>(), (blocks - images).Squared().mean().item<float>());
        Assert.True(error < ofBlocks, $"Squared error {error}, of one color a block {ofBlocks}.");
    }

    [Fact]
    public void With_zero_residuals_alone_the_networks_are_affine()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var networks = new TrainedAutoencoder(TinyRecipe.Read(["train.initialisation.type=zero_residual"]), CPU);
        manual_seed(4);
        var (a, b) = (randn(2, 3, 32, 32), randn(2, 3, 32, 32));
        Assert.InRange((Mean(a).Plus(Mean(b)) - Mean(a.Plus(b).Times(0.5)).Times(2)).abs().max().item<float>(), 0, 1e-4f);

        Tensor Mean(Tensor images)
        {
            using var posterior = networks.Model.Encode(images);
            return posterior.Mean.clone();
        }
    }

    [Fact]
    public void The_fit_is_the_same_each_time()
    {
        var recipe = TinyRecipe.Read(["train.initialisation.type=linear"]);
        using var source = ImageSources.Open("procedural", 5, 32);
        using var first = new TrainedAutoencoder(recipe, CPU, images: source);
        using var second = new TrainedAutoencoder(recipe, CPU, images: source);
        Assert.True(first.Group.Parameters.Values.Equals(second.Group.Parameters.Values));
    }

    [Fact]
    public void Every_weight_learns_within_two_steps()
    {
        // Zeros that no gradient reaches would stay for ever.
        var recipe = TinyRecipe.Read(["train.initialisation.type=linear", "train.ema_decay=null"]);
        using var source = ImageSources.Open("procedural", 5, 32);
        using var networks = new TrainedAutoencoder(recipe, CPU, images: source);
        var before = networks.Model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
        using var images = ImageTensors.ToTensor([source.TryLoad(1, new LoadOptions { CropSize = 32 })!]);
        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            networks.Group.ClearGradients();
            using var posterior = networks.Model.Encode(images);
            var loss = (networks.Model.Decode(posterior.Sample()) - images).Squared().mean();
            networks.Backward(loss);
            networks.Group.Update(step);
        }
        foreach (var (name, parameter) in networks.Model.named_parameters())
        {
            Assert.False(parameter.Equals(before[name]), $"{name} has not changed.");
            before[name].Dispose();
        }
    }
}
