using LiteVae.Autoencoders;
using LiteVae.Autoencoders.Networks;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using static TorchSharp.torch;

namespace LiteVae.Tests.Autoencoders;

public sealed class GoldenNetworkTests
{
    [Theory]
    [InlineData("feature_net_tiny", NormKind.Group)]
    [InlineData("feature_net_tiny_smc", NormKind.SelfModulated)]
    public void Feature_network_agrees_with_the_reference(string file, NormKind norm) =>
        AssertAgrees(file, new FeatureNetwork(12, 12, new UNetConfig { Channels = 8, Multipliers = [1, 2], Norm = norm }));

    [Fact]
    public void LiteVae_S_encoder_agrees_with_the_reference() =>
        AssertAgrees("litevae_s_encoder", Encoders.Create(Presets.Get("litevae-s").Encoder, 4));

    [Fact]
    public void Stable_Diffusion_encoder_agrees_with_the_reference() =>
        AssertAgrees("sd_encoder_tiny", new SdEncoder(new SdEncoderConfig { Channels = 32, Multipliers = [1, 1, 2, 2], ResBlocks = 1 }, 4));

    [Theory]
    [InlineData("sd_decoder_tiny", NormKind.Group)]
    [InlineData("smc_decoder_tiny", NormKind.SelfModulated)]
    public void Decoder_agrees_with_the_reference(string file, NormKind norm) =>
        AssertAgrees(file, new SdDecoder(
            new DecoderConfig { Channels = 32, Multipliers = [1, 1, 2, 2], ResBlocks = 1, Norm = norm, MidAttention = norm == NormKind.Group }, 4, 3));

    private static void AssertAgrees(string file, nn.Module<Tensor, Tensor> module)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var golden = new Golden(file);
        using (module)
            Golden.AssertClose(golden["output"], golden.Into(module).call(golden["input"]));
    }
}
