using LiteVae.Autoencoders;
using LiteVae.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs;

/// <summary>Seeds and noise of steps against values from Python (tests/fixtures/training/make.py).</summary>
public sealed class StepSeedTests
{
    [Fact]
    public void Seeds_follow_from_the_runs_seed_and_the_images_seen()
    {
        var rows = FormulaTensors.Fixture("training/pieces.json")["seeds"]!.AsArray();
        Assert.True(rows.Count > 10);
        Assert.All(rows, row => Assert.Equal(row![2]!.GetValue<long>(), StepSeed.Of(row[0]!.GetValue<long>(), row[1]!.GetValue<long>())));
        Assert.Equal(rows.Count, rows.Select(row => row![2]!.GetValue<long>()).Distinct().Count());
    }

    [Fact]
    public void Every_step_has_noise_of_its_own_which_is_that_of_torchs_generator()
    {
        using var scope = NewDisposeScope();
        var fixture = FormulaTensors.Fixture("training/plain.json");
        var recipe = RecipeReader.Parse(fixture["recipe"]!.ToJsonString(), "plain");
        using var model = new Autoencoder(recipe.Model);
        var (images, drawn, steps) = (0L, new HashSet<string>(), fixture["steps"]!.AsArray());
        foreach (var (phase, step) in recipe.Train.Phases.SelectMany(p => Enumerable.Repeat(p, (int)p.Steps)).Zip(steps))
        {
            manual_seed(StepSeed.Of(recipe.Seed, images));
            var noise = model.DrawNoise(zeros(phase.BatchSize, 3, phase.Resolution, phase.Resolution));
            Assert.Equal([phase.BatchSize, 2, phase.Resolution / 8, phase.Resolution / 8], noise.shape);
            FormulaTensors.AssertEqual(step!["noise"], noise[0, 0, 0], 1e-6);
            Assert.True(drawn.Add(string.Join(' ', noise.data<float>())), $"The noise after {images} images was drawn before.");
            images += phase.BatchSize;
        }
    }
}
