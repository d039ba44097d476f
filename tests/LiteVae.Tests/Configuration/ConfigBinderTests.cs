using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Training;

namespace LiteVae.Tests.Configuration;

public sealed class ConfigBinderTests
{
    [Fact]
    public void All_mistakes_are_reported_at_once_with_their_lines()
    {
        const string yaml = """
            seed: 0
            model: {preset: litevae-x}
            train:
              learning_rte: 1e-3
              phases:
                - {resolution: 64, steps: many}
            loss:
              l1: -1
            """;
        var e = Assert.Throws<ConfigException>(() => RecipeReader.Parse(yaml, "test.yaml"));
        Assert.Contains(e.Problems, p => p.Path == "model.preset" && p.Line == 2 && p.Message.Contains("litevae-"));
        Assert.Contains(e.Problems, p => p.Path == "train.learning_rte" && p.Line == 4 && p.Message.Contains("did you mean learning_rate"));
        Assert.Contains(e.Problems, p => p.Path == "train.phases.0.steps" && p.Line == 6 && p.Message.Contains("whole number"));
        Assert.Contains(e.Problems, p => p.Path == "loss.l1" && p.Line == 8 && p.Message.Contains("at least 0"));
        Assert.Equal(4, e.Problems.Count);
    }

    [Fact]
    public void A_preset_can_be_overridden_key_by_key()
    {
        var recipe = RecipeReader.Parse("model: {preset: litevae-s, latent_channels: 12, decoder: {norm: smc, mid_attention: false}}", "t");
        Assert.Equal(12, recipe.Model.LatentChannels);
        Assert.Equal(NormKind.SelfModulated, recipe.Model.Decoder.Norm);
        Assert.Equal(128, recipe.Model.Decoder.Channels);
    }

    [Fact]
    public void Settings_address_keys_by_dotted_path()
    {
        var recipe = RecipeReader.Parse(
            "train: {phases: [{resolution: 64, steps: 5, batch_size: 2}]}", "t",
            "train.phases.0.steps=20", "train.betas=[0.9, 0.99]", "train.gradient_clip=null", "model.encoder.type=dwt", "model.latent_channels=12");
        Assert.Equal(20, recipe.Train.Phases[0].Steps);
        Assert.Equal([0.9, 0.99], recipe.Train.Betas);
        Assert.Null(recipe.Train.GradientClip);
        Assert.IsType<DwtEncoderConfig>(recipe.Model.Encoder);
    }

    [Theory]
    [InlineData("train.phases.3.steps=20", "\"3\" is not one of its indices")]
    [InlineData("train.phases", "expected key=value")]
    public void A_setting_that_fits_nowhere_is_refused(string setting, string message)
    {
        var e = Assert.Throws<ConfigException>(() => RecipeReader.Parse("train: {phases: [{steps: 5}]}", "t", setting));
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void A_resolved_recipe_reads_back_as_itself()
    {
        var recipe = RecipeReader.Parse("model: {preset: litevae-m}\ndata: {path: \"a: folder # odd\"}", "t");
        var again = RecipeReader.Parse(recipe.ToYaml(), "t");
        Assert.Equal(recipe.ToYaml(), again.ToYaml());
        Assert.Equal("a: folder # odd", again.Data.Path);
    }

    [Theory]
    [InlineData("model: {decoder: {norm: smc}}", "mid_attention")]
    [InlineData("model: {encoder: {levels: [1, 2]}}", "enlarge by 8, but the encoder reduces by 4")]
    [InlineData("model: {encoder: {type: dwt}}", "12 channels; found 4")]
    [InlineData("train: {phases: [{resolution: 100}]}", "multiple of the model's downsampling factor 8")]
    [InlineData("- a list", "is not a mapping")]
    [InlineData("a: [1", "not valid YAML")]
    public void Combinations_that_cannot_be_are_named(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigException>(() => RecipeReader.Parse(yaml, "t")).Message);
}
