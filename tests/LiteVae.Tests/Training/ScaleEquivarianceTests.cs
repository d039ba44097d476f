using LiteVae.Autoencoders;
using LiteVae.Codec.Configuration;
using LiteVae.Losses;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class ScaleEquivarianceTests : IDisposable
{
    private const string Half = "loss.scale_equivariance={probability: 0.5, weight: 2}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_term_is_the_mean_difference_from_the_averaged_image()
    {
        using var scope = NewDisposeScope();
        using var objective = new ReconstructionObjective(new LossConfig { L1 = 3, ScaleEquivariance = new() { Weight = 5 } }, ScalarType.Float64, CPU);
        var (decoded, image) = (FormulaTensors.Make([2, 3, 4, 6], 1), FormulaTensors.Make([2, 3, 8, 12], 2));
        var terms = new LossTerms();
        objective.AddScaleEquivariance(terms, decoded, image);
        double[] x = [.. image.data<double>()], y = [.. decoded.data<double>()];
        var sum = 0.0;
        for (var plane = 0; plane < 6; plane++)
        {
            for (var i = 0; i < 24; i++)
            {
                var corner = plane * 96 + i / 6 * 24 + i % 6 * 2;
                sum += Math.Abs(y[plane * 24 + i] - (x[corner] + x[corner + 1] + x[corner + 12] + x[corner + 13]) / 4);
            }
        }
        Assert.Equal(3 * sum / y.Length, terms.Named.Single(t => t.Name == "loss/scale_equivariance").Value.item<double>(), 1e-12);
        Assert.Equal(5 * 3 * sum / y.Length, terms.Total.item<double>(), 1e-12);
    }

    [Fact]
    public void Its_gradient_reaches_encoder_and_decoder()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var recipe = TinyRecipe.Read(Half);
        using var model = new Autoencoder(recipe.Model);
        using var objective = new ReconstructionObjective(recipe.Loss, ScalarType.Float32, CPU);
        var images = FormulaTensors.Make([2, 3, 32, 32], 1).to(ScalarType.Float32);
        using var posterior = model.Encode(images);
        var terms = new LossTerms();
        objective.AddScaleEquivariance(terms, model.Decode(nn.functional.avg_pool2d(posterior.Sample(model.DrawNoise(images)), 2)), images);
        terms.Total.backward();
        foreach (var part in new[] { model.Encoder.named_parameters(), model.Decoder.named_parameters() })
        {
            Assert.All(part, p => Assert.True(p.parameter.grad is { } gradient && gradient.isfinite().all().item<bool>(), p.name));
            Assert.True(part.Count(p => p.parameter.grad!.abs().max().item<float>() > 0) > 0.9 * part.Count());
        }
    }

    [Fact]
    public void The_share_of_steps_that_have_it_is_the_probability_and_follows_from_the_seed_alone()
    {
        var config = new ScaleEquivarianceConfig { Probability = 0.3 };
        bool[] drawn = [.. Enumerable.Range(0, 4000).Select(i => config.IsDrawn(i))];
        Assert.InRange(drawn.Count(d => d), 1100, 1300);
        Assert.Equal(drawn, Enumerable.Range(0, 4000).Select(i => config.IsDrawn(i)));
        Assert.True((config with { Probability = 1 }).IsDrawn(7));
    }

    [Fact]
    public void Some_steps_have_it_and_an_interrupted_run_ends_with_the_same_bytes()
    {
        var whole = new RunFolder(_folder["whole"]);
        var recorder = new Recorder();
        using (var trainer = Trainer.Start(TinyRecipe.Read(Half), whole, CPU, recorder))
            trainer.Run();
        var losses = recorder.Logs.Where(l => l.Values.ContainsKey("loss/total")).ToList();
        Assert.InRange(losses.Count(l => l.Values.ContainsKey("loss/scale_equivariance")), 1, losses.Count - 1);

        var parts = new RunFolder(_folder["parts"]);
        using (var stop = new CancellationTokenSource())
        using (var trainer = Trainer.Start(TinyRecipe.Read(Half), parts, CPU, new Recorder { OnStep = s => { if (s == 3) stop.Cancel(); } }))
            Assert.Equal(RunOutcome.Interrupted, trainer.Run(stop.Token).Outcome);
        using (var trainer = Trainer.Resume(RecipeReader.Read(parts.Config), parts, CPU, new Recorder()))
            trainer.Run();
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(parts.Model));

        var without = new RunFolder(_folder["without"]);
        using (var trainer = Trainer.Start(TinyRecipe.Read(), without, CPU, new Recorder()))
            trainer.Run();
        Assert.NotEqual(File.ReadAllBytes(whole.Model), File.ReadAllBytes(without.Model));
    }

    [Fact]
    public void What_cannot_be_halved_or_compared_is_refused_with_every_problem()
    {
        var e = Assert.Throws<ConfigException>(() => TinyRecipe.Read(
            "loss.scale_equivariance={probability: 0, weight: -1}", "loss.l1=0", "train.phases=[{resolution: 24, steps: 1, batch_size: 1}]"));
        Assert.Equal(
            ["loss.scale_equivariance", "loss.scale_equivariance.probability", "loss.scale_equivariance.weight", "train.phases.0.resolution"],
            e.Problems.Select(p => p.Path).Order(StringComparer.Ordinal));
        Assert.Contains("multiple of 16; found 24", e.Message);
        Assert.Contains("half the side", Assert.Throws<ConfigException>(() => TinyRecipe.Read(Half, "loss.perceptual={type: lpips}", "train.phases=[{resolution: 16, steps: 1, batch_size: 1}]")).Message);
    }
}
