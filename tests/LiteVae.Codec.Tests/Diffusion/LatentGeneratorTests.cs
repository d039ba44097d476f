using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Codec.Models;

namespace LiteVae.Codec.Tests.Diffusion;

public sealed class LatentGeneratorTests
{
    private static readonly GenerationOptions Short = new() { Sampler = new SamplerOptions { Steps = 5, Eta = 1 } };

    [Fact]
    public void A_sample_is_the_same_in_every_batch()
    {
        using var network = new LinearNetwork(0);
        var generator = new LatentGenerator(Header(Prediction.Epsilon), network);
        var together = generator.Draw(7, 0, 5, Short);
        for (var i = 0; i < 5; i++)
            Assert.Equal(together[i], generator.Draw(7, i, 1, Short)[0]);
        Assert.NotEqual(together[0], together[1]);
        Assert.NotEqual(together[0], generator.Draw(8, 0, 1, Short)[0]);
    }

    [Fact]
    public void Latents_come_on_the_scale_of_the_first_stage()
    {
        using var network = new LinearNetwork(0);
        var header = Header(Prediction.Epsilon);
        var scaled = header with { Scale = new LatentScale([1, -2], [3, 0.5]) };
        var (plain, other) = (new LatentGenerator(header, network).Draw(1, 0, 1, Short)[0], new LatentGenerator(scaled, network).Draw(1, 0, 1, Short)[0]);
        Assert.Equal(plain[..4].Select(v => 3 * v + 1), other[..4], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(plain[4..].Select(v => 0.5f * v - 2), other[4..], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Classes_take_turns_by_the_number_of_the_sample_unless_one_is_asked_for()
    {
        using var network = new LinearNetwork(4);
        var generator = new LatentGenerator(Header(Prediction.Epsilon, "a", "b", "c"), network);
        generator.Draw(0, 2, 4, Short);
        Assert.Equal([2, 0, 1, 2], network.Labels!);
        generator.Draw(0, 0, 2, Short with { Class = 1 });
        Assert.Equal([1, 1], network.Labels!);
    }

    [Fact]
    public void Guidance_evaluates_the_class_and_no_class_in_one_batch()
    {
        using var network = new LinearNetwork(4);
        var generator = new LatentGenerator(Header(Prediction.Epsilon, "a", "b", "c"), network);
        generator.Draw(0, 0, 2, Short with { Class = 1, Guidance = 3 });
        Assert.Equal([1, 1, 3, 3], network.Labels!);
        Assert.Equal(Short.Sampler.Steps, network.Calls);
    }

    [Fact]
    public void A_rectified_flow_is_told_times_up_to_a_thousand()
    {
        using var network = new LinearNetwork(0);
        new LatentGenerator(Header(Prediction.Velocity), network).Draw(0, 0, 1, new GenerationOptions { Sampler = new() { Kind = SamplerKind.Euler, Steps = 4 } });
        Assert.Equal([1000.0, 750, 500, 250], network.Times);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(-1, 1)]
    [InlineData(null, double.NaN)]
    public void What_a_model_cannot_draw_is_refused(int? label, double guidance)
    {
        using var network = new LinearNetwork(3);
        var generator = new LatentGenerator(Header(Prediction.Epsilon, "a", "b"), network);
        Assert.Throws<ConfigException>(() => generator.Draw(0, 0, 1, Short with { Class = label, Guidance = guidance }));
    }

    [Fact]
    public void The_first_and_the_last_class_may_be_asked_for_and_not_the_next()
    {
        using var network = new LinearNetwork(3);
        var generator = new LatentGenerator(Header(Prediction.Epsilon, "a", "b"), network);
        foreach (var label in new[] { 0, 1 })
        {
            generator.Draw(0, 0, 1, Short with { Class = label });
            Assert.Equal([label], network.Labels!);
        }
        Assert.Contains("expected 0 to 1; found 2", Assert.Throws<ConfigException>(() => generator.Draw(0, 0, 1, Short with { Class = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        using var network = new LinearNetwork(0);
        var generator = new LatentGenerator(Header(Prediction.Epsilon), network);
        Assert.Throws<ArgumentNullException>(() => generator.Draw(0, 0, 1, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Draw(0, -1, 1, Short));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Draw(0, 0, 0, Short));
    }

    [Fact]
    public void A_sample_that_is_not_finite_is_an_error_that_names_it()
    {
        using var network = new LinearNetwork(0);
        var header = Header(Prediction.Epsilon) with { Scale = new LatentScale([0, 0], [double.MaxValue, 1]) };
        Assert.Contains("Sample 5 is not finite", Assert.Throws<InvalidDataException>(() => new LatentGenerator(header, network).Draw(0, 5, 2, Short)).Message, StringComparison.Ordinal);

        // Of two samples the second alone leaves the range of float32.
        var generator = new LatentGenerator(Header(Prediction.Epsilon), network);
        var largest = Enumerable.Range(0, 20).Select(i => (double)generator.Draw(0, i, 1, Short)[0].Max(Math.Abs)).ToArray();
        var first = Enumerable.Range(0, 19).First(i => largest[i] < 0.9 * largest[i + 1]);
        var deviation = float.MaxValue / (0.95 * largest[first + 1]);
        header = Header(Prediction.Epsilon) with { Scale = new LatentScale([0, 0], [deviation, deviation]) };
        Assert.Contains($"Sample {first + 1} is not finite", Assert.Throws<InvalidDataException>(() => new LatentGenerator(header, network).Draw(0, first, 2, Short)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_denoiser_of_noise_is_told_the_steps_of_the_schedule()
    {
        using var network = new LinearNetwork(0);
        new LatentGenerator(Header(Prediction.Epsilon), network).Draw(0, 0, 1, new GenerationOptions { Sampler = new() { Steps = 4 } });
        Assert.Equal([751.0, 501, 251, 1], network.Times);
    }

    [Fact]
    public void A_model_without_classes_has_none_to_draw_and_cannot_be_guided()
    {
        using var network = new LinearNetwork(0);
        var generator = new LatentGenerator(Header(Prediction.Epsilon), network);
        Assert.Contains("trained without classes", Assert.Throws<ConfigException>(() => generator.Draw(0, 0, 1, Short with { Class = 0 })).Message, StringComparison.Ordinal);
        Assert.Throws<ConfigException>(() => generator.Draw(0, 0, 1, Short with { Guidance = 2 }));
    }

    private static DiffusionHeader Header(Prediction prediction, params string[] classes) => new(
        new DiffusionConfig
        {
            Denoiser = new UNetDenoiserConfig { Channels = 2, Labels = classes.Length == 0 ? 0 : classes.Length + 1 },
            Prediction = prediction,
            Classes = classes,
            LatentShape = [2, 2, 2],
        },
        new LatentScale([0, 0], [1, 1]));

    /// <summary>Predicts a share of what it is given, by its class, and remembers what it was asked.</summary>
    private sealed class LinearNetwork(int labels) : IDenoiserNetwork
    {
        public DenoiserConfig Config { get; } = new UNetDenoiserConfig { Channels = 2, Labels = labels };

        public IReadOnlyList<int>? Labels { get; private set; }

        public List<double> Times { get; } = [];

        public int Calls => Times.Count;

        public Denoise Bind(int height, int width, IReadOnlyList<int>? labels)
        {
            Labels = labels;
            return (latents, time, prediction) =>
            {
                Times.Add(time);
                for (var i = 0; i < latents.Length; i++)
                    prediction[i] = latents[i] * (0.5 + 0.1 * (labels is null ? 0 : labels[i / 8]));
            };
        }

        public void Dispose()
        {
        }
    }
}
