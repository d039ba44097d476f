using LiteVae.Codec.Configuration;
using LiteVae.Data;
using LiteVae.Tests.Data;
using LiteVae.Training.Images;

namespace LiteVae.Tests.Training.Images;

public sealed class TrainingDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Procedural_images_are_mixed_among_those_of_a_folder_in_training_alone()
    {
        TestPictures.Fill(_folder, good: 8, broken: 0);
        var recipe = TinyRecipe.Read([$"data.path={_folder.Root}", "data.procedural_share=0.25", "data.holdout=2"]);
        using var data = TrainingData.Open(recipe);
        Assert.Equal(8, data.Training.Count); // six photographs and two procedural ones
        Assert.Equal(2, data.Validation.Count);
        Assert.Equal(2, Enumerable.Range(0, 8).Count(i => data.Training.NameOf(i).StartsWith("procedural", StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(0, 8), i => Assert.NotNull(data.Training.TryLoad(i, new LoadOptions { CropSize = 16 })));
        Assert.Contains("procedural", data.Training.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.procedural_share=1", "procedural_share")]
    [InlineData("data.procedural_share=-0.1", "procedural_share")]
    [InlineData("train.phases.0.short_side=15", "short_side")]
    public void Wrong_settings_are_told(string setting, string named)
    {
        var error = Assert.Throws<ConfigException>(() => TinyRecipe.Read([setting]));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
