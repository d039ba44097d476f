using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests.Models;

public sealed class ModelHeaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Statistics_are_read_as_they_were_written()
    {
        var scale = new LatentScale([0.1, -2.5, 1e-9, 0], [1.0 / 3, 2, 5e-324, 1e300]);
        var read = Read(new ModelHeader(Variants.Global, scale).ToMetadata()).Scale!;
        Assert.Equal(scale.Mean, read.Mean);
        Assert.Equal(scale.StandardDeviation, read.StandardDeviation);
        Assert.Null(Read(new ModelHeader(Variants.Global, null).ToMetadata()).Scale);
    }

    [Theory]
    [InlineData("1,2,3", "1,1,1,1", "latent_mean has 3 values for 4")]
    [InlineData("1,2,3,4", "1,1,1,1,1", "latent_std has 5 values for 4")]
    [InlineData("1,2,x,4", "1,1,1,1", "\"x\"")]
    [InlineData("1,2,,4", "1,1,1,1", "\"\"")]
    [InlineData("1,2,NaN,4", "1,1,1,1", "NaN")]
    [InlineData("1,2,3,4", "1,1,1e999,1", "1e999")]
    [InlineData("1,2,3,4", "1,0,1,1", "not above 0")]
    [InlineData("1,2,3,4", "1,-1,1,1", "not above 0")]
    [InlineData("1,2,3,4", null, "latent_std")]
    [InlineData(null, "1,1,1,1", "latent_mean")]
    public void Damaged_statistics_are_refused_and_the_file_is_named(string? mean, string? deviation, string reason)
    {
        var metadata = new ModelHeader(Variants.Global, null).ToMetadata();
        if (mean is not null)
            metadata["latent_mean"] = mean;
        if (deviation is not null)
            metadata["latent_std"] = deviation;
        AssertRefused(metadata, reason);
    }

    [Fact]
    public void Files_that_are_not_models_are_refused()
    {
        AssertRefused([], "not a LiteVae model");
        AssertRefused(new() { ["config"] = "{}" }, "not a LiteVae model");
        AssertRefused(new() { ["format"] = "litevae" }, "not a LiteVae model");
        AssertRefused(new() { ["format"] = "litevae", ["config"] = "{\"encodr\":{}}" }, "did you mean encoder?");
    }

    private ModelHeader Read(Dictionary<string, string> metadata)
    {
        SafetensorsFile.Write(_folder["model.safetensors"], [], metadata);
        using var file = SafetensorsFile.Open(_folder["model.safetensors"]);
        return ModelHeader.Read(file);
    }

    private void AssertRefused(Dictionary<string, string> metadata, string reason)
    {
        var error = Assert.Throws<CheckpointException>(() => Read(metadata));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["model.safetensors"], error.Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => LatentCodec.Load(_folder["model.safetensors"]));
    }
}
