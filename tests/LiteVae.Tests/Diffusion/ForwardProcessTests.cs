using LiteVae.Codec.Diffusion;
using LiteVae.Diffusion.Recipes;
using LiteVae.Diffusion.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Diffusion;

public sealed class ForwardProcessTests
{
    [Theory]
    [InlineData(Prediction.Epsilon)]
    [InlineData(Prediction.V)]
    [InlineData(Prediction.Velocity)]
    public void What_is_predicted_leads_back_to_the_latent(Prediction prediction)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var process = new ForwardProcess(new ProcessConfig { Prediction = prediction });
        var (clean, noise) = (randn(3, 2, 4, 4), randn(3, 2, 4, 4));
        double[] times = prediction == Prediction.Velocity ? [0.1, 0.5, 0.9] : [0, 400, 999];
        var (noisy, target) = process.Corrupt(clean, noise, times);
        for (var i = 0; i < 3; i++)
        {
            var (signal, deviation) = prediction == Prediction.Velocity ? (1 - times[i], times[i]) : new NoiseSchedule().At(times[i]);
            var (x, y, e, x0) = (Values(noisy[i]), Values(target[i]), Values(noise[i]), Values(clean[i]));
            for (var j = 0; j < x.Length; j++)
            {
                Assert.Equal(signal * x0[j] + deviation * e[j], x[j], 1e-5);
                var expected = prediction switch
                {
                    Prediction.Epsilon => e[j],
                    Prediction.V => signal * e[j] - deviation * x0[j],
                    _ => e[j] - x0[j],
                };
                Assert.Equal(expected, y[j], 1e-5);
            }
        }
    }

    [Fact]
    public void Times_of_the_schedule_are_uniform_and_follow_from_the_seed()
    {
        var process = new ForwardProcess(new ProcessConfig());
        var times = process.DrawTimes(100_000, seed: 5);
        Assert.Equal(times, process.DrawTimes(100_000, seed: 5));
        Assert.All(times, t => Assert.True(t is >= 0 and <= 999 && t == Math.Floor(t)));
        Assert.Equal(1000, times.Distinct().Count());
        Assert.Equal(499.5, times.Average(), 4.0); // four standard errors
    }

    [Fact]
    public void Times_of_a_rectified_flow_are_logit_normal()
    {
        var process = new ForwardProcess(new ProcessConfig { Prediction = Prediction.Velocity, TimeMean = 0.5, TimeStd = 2 });
        double[] logits = [.. process.DrawTimes(100_000, seed: 5).Select(t => Math.Log(t / (1 - t)))];
        Assert.Equal(0.5, logits.Average(), 0.03);
        Assert.Equal(2, Math.Sqrt(logits.Average(l => (l - 0.5) * (l - 0.5))), 0.03);
    }

    [Theory]
    [InlineData(Prediction.Epsilon)]
    [InlineData(Prediction.V)]
    public void Min_snr_weights_are_those_of_its_paper(Prediction prediction)
    {
        var process = new ForwardProcess(new ProcessConfig { Prediction = prediction, MinSnrGamma = 5 });
        foreach (var time in new[] { 0, 100, 500, 999 })
        {
            var alpha = new NoiseSchedule().Alphas()[time];
            var ratio = alpha / (1 - alpha);
            Assert.Equal(prediction == Prediction.Epsilon ? Math.Min(1, 5 / ratio) : Math.Min(ratio, 5) / (ratio + 1), process.WeightAt(time), 1e-12);
        }
        Assert.Equal(1, new ForwardProcess(new ProcessConfig { Prediction = prediction }).WeightAt(3));
    }

    private static float[] Values(Tensor x) => [.. x.contiguous().data<float>()];
}
