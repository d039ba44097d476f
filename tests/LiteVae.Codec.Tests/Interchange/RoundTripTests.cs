using LiteVae.Codec.Configuration;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests.Interchange;

public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(PublishedModels.LayoutNames), MemberType = typeof(PublishedModels))]
    public void Diffusers_and_back_is_the_same_to_the_bit(string layout)
    {
        var config = PublishedModels.Layouts[layout];
        Export(config, TensorType.Float32, new LatentScale([.. Enumerable.Repeat(0.0609, config.LatentChannels)], [.. Enumerable.Repeat(0.5, config.LatentChannels)]));
        AssertBack(_folder["folder"], config);
    }

    [Theory]
    [MemberData(nameof(PublishedModels.LayoutNames), MemberType = typeof(PublishedModels))]
    public void The_layout_is_found_without_a_config(string layout)
    {
        var config = PublishedModels.Layouts[layout];
        Export(config, TensorType.Float32, null);
        File.Delete(Path.Combine(_folder["folder"], "config.json"));
        foreach (var path in new[] { _folder["compvis.safetensors"], Path.Combine(_folder["folder"], "diffusion_pytorch_model.safetensors") })
            AssertBack(path, config);
    }

    [Theory]
    [InlineData(TensorType.Float16)]
    [InlineData(TensorType.BFloat16)]
    public void Half_precision_stays_what_it_is(TensorType type)
    {
        Export(PublishedModels.Plain, type, null);
        AssertBack(_folder["folder"], PublishedModels.Plain);
        AssertBack(_folder["compvis.safetensors"], PublishedModels.Plain);
        using var codec = LatentCodec.Load(_folder["folder"]);
        using var expected = LatentCodec.Load(_folder["model.safetensors"]);
        var picture = TestPictures.Noise(16, 16);
        TestPictures.AssertClose(expected.Encode(picture), codec.Encode(picture), 0);
    }

    [Fact]
    public void Attention_is_written_as_matrices_under_the_newer_names()
    {
        Export(PublishedModels.Plain, TensorType.Float32, null);
        var content = PublishedModels.Content(Path.Combine(_folder["folder"], "diffusion_pytorch_model.safetensors"));
        Assert.StartsWith("Float32 [64,64] ", content["decoder.mid_block.attentions.0.to_out.0.weight"], StringComparison.Ordinal);
        Assert.StartsWith("Float32 [64,32,3,3] ", content["encoder.down_blocks.1.resnets.0.conv1.weight"], StringComparison.Ordinal);
        Assert.Contains("decoder.up_blocks.0.upsamplers.0.conv.weight", content.Keys);
        Assert.DoesNotContain("decoder.up_blocks.1.upsamplers.0.conv.weight", content.Keys);
    }

    [Fact]
    public void Statistics_of_each_channel_survive_both_ways()
    {
        var scale = new LatentScale([0.1, -2.5, 0, 1], [1.5, 2, 0.25, 3]);
        Export(PublishedModels.Plain, TensorType.Float32, scale);
        foreach (var path in new[] { _folder["folder"], _folder["compvis.safetensors"] })
        {
            using var model = ModelSource.Open(path);
            Assert.Equal(scale.Mean, model.Header.Scale!.Mean);
            Assert.Equal(scale.StandardDeviation, model.Header.Scale.StandardDeviation);
        }
    }

    [Theory]
    [InlineData("litevae-s", "encoder.type", "LiteVAE encoder")]
    [InlineData("dwt", "encoder.type", "wavelet encoder")]
    [InlineData("vae-small", "channels", "56 channels")]
    public void Models_that_others_cannot_have_are_refused_with_the_reason(string preset, params string[] reasons)
    {
        var config = Presets.Get(preset);
        config = config with { Decoder = config.Decoder with { Channels = 32, ResBlocks = 1 } };
        PublishedModels.Write(_folder["model.safetensors"], config);
        using var model = ModelSource.Open(_folder["model.safetensors"]);
        foreach (var export in new Action[] { () => ModelExporter.WriteCompVis(model, _folder["out"]), () => ModelExporter.WriteDiffusers(model, _folder["out"]) })
        {
            var error = Assert.Throws<ConfigException>(export);
            Assert.All(reasons, reason => Assert.Contains(reason, error.Message));
        }
        Assert.False(Path.Exists(_folder["out"]));
    }

    [Fact]
    public void What_only_compvis_has_is_refused_for_diffusers_all_at_once()
    {
        var plain = PublishedModels.Plain;
        var config = plain with { Decoder = plain.Decoder with { Channels = 64, ResBlocks = 2, MidAttention = false } };
        PublishedModels.Write(_folder["model.safetensors"], config);
        using var model = ModelSource.Open(_folder["model.safetensors"]);
        var error = Assert.Throws<ConfigException>(() => ModelExporter.WriteDiffusers(model, _folder["folder"]));
        Assert.Equal(["decoder.channels", "decoder.res_blocks", "decoder.mid_attention"], error.Problems.Select(p => p.Path));
        ModelExporter.WriteCompVis(model, _folder["compvis.safetensors"]);
        AssertBack(_folder["compvis.safetensors"], config);
    }

    private void Export(AutoencoderConfig config, TensorType type, LatentScale? scale)
    {
        PublishedModels.Write(_folder["model.safetensors"], config, type, scale);
        using var model = ModelSource.Open(_folder["model.safetensors"]);
        ModelExporter.WriteDiffusers(model, _folder["folder"]);
        ModelExporter.WriteCompVis(model, _folder["compvis.safetensors"]);
    }

    private void AssertBack(string path, AutoencoderConfig config)
    {
        using var model = ModelSource.Open(path);
        Assert.NotEqual(ModelForm.LiteVae, model.Form);
        Assert.Equal(config.ToJson(), model.Header.Config.ToJson());
        model.Save(_folder["back.safetensors"]);
        Assert.Equal(PublishedModels.Content(_folder["model.safetensors"]).OrderBy(c => c.Key), PublishedModels.Content(_folder["back.safetensors"]).OrderBy(c => c.Key));
    }
}
