using LiteVae.Training.Networks;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training.Networks;

public sealed class InitializationTests
{
    [Theory]
    [InlineData("encoder.feature_aggregator.out_layer.bias")]
    [InlineData("encoder.conv_out.bias", "model.encoder={type: sd, channels: 8, multipliers: [1, 1, 1, 1], res_blocks: 1}")]
    [InlineData("quant_conv.bias", "model.use_1x1_conv=true")]
    public void Only_the_log_variances_bias_is_set(string changed, params string[] settings)
    {
        using var plain = new TrainedAutoencoder(TinyRecipe.Read(settings), CPU);
        using var narrow = new TrainedAutoencoder(TinyRecipe.Read([.. settings, "train.initialisation.log_variance=-6"]), CPU);
        var before = plain.Model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Contains(changed, before.Keys);
        foreach (var (name, parameter) in narrow.Model.named_parameters())
        {
            if (name != changed)
            {
                Assert.True(parameter.Equals(before[name]), $"{name} differs.");
                continue;
            }
            Assert.Equal(8, parameter.numel()); // means of four channels, then their log variances
            Assert.True(parameter[..4].Equals(before[name][..4]), "The means' bias differs.");
            Assert.Equal([-6, -6, -6, -6], parameter[4..].detach().data<float>().ToArray());
        }
    }

    [Fact]
    public void The_moving_average_begins_with_the_same_weights()
    {
        using var networks = new TrainedAutoencoder(TinyRecipe.Read("train.initialisation.log_variance=-6"), CPU);
        var averaged = networks.AveragedModel!.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.All(networks.Model.named_parameters(), p => Assert.True(p.parameter.Equals(averaged[p.name]), p.name));
    }
}
