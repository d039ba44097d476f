using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests.Diffusion;

public sealed class DiffusionHeaderTests : IDisposable
{
    private static readonly DiffusionHeader Header = new(new DiffusionConfig { Prediction = Prediction.V }, new LatentScale([1, 2, 3, 4], [5, 6, 7, 8]));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_header_is_read_as_it_was_written()
    {
        var read = Read(Header.ToMetadata());
        Assert.Equal(Header.Config.ToJson(), read.Config.ToJson());
        Assert.Equal(Header.Scale.Mean, read.Scale.Mean);
        Assert.Equal(Header.Scale.StandardDeviation, read.Scale.StandardDeviation);
    }

    [Fact]
    public void Files_that_are_no_diffusion_models_are_refused_and_named()
    {
        var metadata = Header.ToMetadata();
        AssertRefused([], "is no diffusion model of LiteVae");
        AssertRefused(new() { ["config"] = metadata["config"] }, "is no diffusion model of LiteVae");
        AssertRefused(new() { ["format"] = DiffusionHeader.Format }, "is no diffusion model of LiteVae");
        AssertRefused(new ModelHeader(Variants.Global, null).ToMetadata(), "is an autoencoder");
        AssertRefused(new() { ["format"] = DiffusionHeader.Format, ["config"] = metadata["config"] }, "no latent_mean and latent_std");
        AssertRefused(new(metadata) { ["latent_std"] = "1,1,1" }, "latent_std has 3 values for 4");
        AssertRefused(new(metadata) { ["config"] = """{"denoisser": {}}""" }, "denoiser");
        Assert.Throws<ArgumentNullException>(() => DiffusionHeader.Read(null!));
    }

    private DiffusionHeader Read(Dictionary<string, string> metadata)
    {
        SafetensorsFile.Write(_folder["model.safetensors"], [], metadata);
        using var file = SafetensorsFile.Open(_folder["model.safetensors"]);
        return DiffusionHeader.Read(file);
    }

    private void AssertRefused(Dictionary<string, string> metadata, string reason)
    {
        var message = Assert.Throws<CheckpointException>(() => Read(metadata)).Message;
        Assert.Contains(_folder["model.safetensors"], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
