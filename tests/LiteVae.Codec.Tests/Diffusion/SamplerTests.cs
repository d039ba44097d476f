using System.Runtime.InteropServices;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Tests.Diffusion;

public sealed class SamplerTests : IDisposable
{
    // Schedules and trajectories of independent implementations in float64; the file's metadata says how they were made.
    private readonly SafetensorsFile _golden = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures/golden/samplers.safetensors"));

    public void Dispose() => _golden.Dispose();

    [Theory]
    [InlineData("faces", 0.0195)]
    [InlineData("churches", 0.0155)]
    public void Schedules_are_latent_diffusions(string name, double end) =>
        AssertClose(Doubles($"alphas_cumprod.{name}"), [.. new NoiseSchedule { BetaEnd = end }.Alphas()], 1e-14);

    [Fact]
    public void A_schedule_that_was_used_is_changed_and_compared_by_its_values()
    {
        var faces = new NoiseSchedule();
        _ = faces.Alphas();
        Assert.Equal(new NoiseSchedule(), faces);
        var churches = faces with { BetaEnd = 0.0155 };
        Assert.NotEqual(faces, churches);
        Assert.Equal(new NoiseSchedule { BetaEnd = 0.0155 }.Alphas(), churches.Alphas());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(200)]
    public void Ddim_visits_the_steps_and_ends_where_latent_diffusion_does(int steps)
    {
        long[] visited = [.. Process().Visit(steps).Select(s => (long)s)];
        Assert.Equal(Longs($"ddim.timesteps{steps}").Order(), visited.Order());
        AssertClose(Doubles($"ddim.eta0.steps{steps}"), Sampler.Sample(Process(), new() { Steps = steps }, Doubles("start")), 1e-9);
    }

    [Fact]
    public void Ddim_with_fresh_noise_ends_where_latent_diffusion_does()
    {
        var (noise, length) = (Doubles("ddim.eta1.noise"), Doubles("start").Length);
        var result = Sampler.Sample(Process(), new() { Steps = 10, Eta = 1 }, Doubles("start"), step => noise[(step * length)..((step + 1) * length)]);
        AssertClose(Doubles("ddim.eta1.steps10"), result, 1e-9);
    }

    [Theory]
    [InlineData(SamplerKind.Euler, "euler")]
    [InlineData(SamplerKind.Heun, "heun")]
    public void Rectified_flow_ends_where_an_independent_integration_does(SamplerKind kind, string name)
    {
        var process = new DiffusionProcess(
            (x, t, v) =>
            {
                for (var i = 0; i < x.Length; i++)
                    v[i] = x[i] - Math.Tanh(1.3 * x[i]) + 0.3 * t;
            },
            Prediction.Velocity, new NoiseSchedule());
        AssertClose(Doubles($"flow.{name}.steps10"), Sampler.Sample(process, new() { Kind = kind, Steps = 10 }, Doubles("start")), 1e-9);
    }

    [Fact]
    public void Euler_is_ddim_in_other_coordinates() => AssertClose(
        Sampler.Sample(Process(), new() { Steps = 20 }, Doubles("start")), Sampler.Sample(Process(), new() { Kind = SamplerKind.Euler, Steps = 20 }, Doubles("start")), 1e-12);

    [Theory]
    [InlineData(SamplerKind.Ddim, 0)]
    [InlineData(SamplerKind.Ddim, 1)]
    [InlineData(SamplerKind.Dpmpp2M, 0)]
    [InlineData(SamplerKind.Euler, 0)]
    [InlineData(SamplerKind.Heun, 0)]
    public void What_is_predicted_does_not_matter(SamplerKind kind, double eta)
    {
        var schedule = new NoiseSchedule();
        // The same denoiser, told as v = (signal e - noise x_0) with x_0 = (x - noise e) / signal.
        var v = new DiffusionProcess(
            (x, t, prediction) =>
            {
                var (signal, noise) = schedule.At(t);
                Epsilon(x, t, prediction);
                for (var i = 0; i < x.Length; i++)
                    prediction[i] = signal * prediction[i] - noise * (x[i] - noise * prediction[i]) / signal;
            },
            Prediction.V, schedule);
        var options = new SamplerOptions { Kind = kind, Steps = 15, Eta = eta };
        var noise = new SampleNoise(1, 0, 1, Doubles("start").Length);
        AssertClose(Sampler.Sample(Process(), options, Doubles("start"), noise.OfStep), Sampler.Sample(v, options, Doubles("start"), noise.OfStep), 1e-9);
    }

    [Theory]
    [InlineData(SamplerKind.Euler, 1)]
    [InlineData(SamplerKind.Heun, 2)]
    [InlineData(SamplerKind.Dpmpp2M, 2)]
    public void The_error_falls_with_the_order_of_the_method(SamplerKind kind, int order) =>
        Assert.InRange(Math.Log2(ErrorOnGaussian(kind, 200) / ErrorOnGaussian(kind, 400)), order - 0.35, order + 1.2);

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void DpmSolver_errs_by_a_hundredth_where_ddim_errs_by_a_tenth(int steps)
    {
        Assert.InRange(ErrorOnGaussian(SamplerKind.Dpmpp2M, steps, new NoiseSchedule()), 0, 0.01);
        Assert.InRange(ErrorOnGaussian(SamplerKind.Ddim, steps, new NoiseSchedule()), 0.1, 0.3);
    }

    [Fact]
    public void Observers_see_every_step_and_may_end_it()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<int>();
        Assert.Throws<OperationCanceledException>(() => Sampler.Sample(
            Process(), new() { Steps = 10 }, Doubles("start"), null,
            step =>
            {
                Assert.Equal((10, Doubles("start").Length), (step.Count, step.Clean.Length));
                seen.Add(step.Index);
                if (step.Index == 4)
                    stop.Cancel();
            },
            stop.Token));
        Assert.Equal([1, 2, 3, 4], seen);
    }

    [Theory]
    [InlineData(SamplerKind.Ddim)]
    [InlineData(SamplerKind.Dpmpp2M)]
    [InlineData(SamplerKind.Euler)]
    [InlineData(SamplerKind.Heun)]
    public void Observers_see_the_latents_of_a_step_and_what_it_takes_for_clean(SamplerKind kind)
    {
        // A denoiser that knows the clean latent sees it at every step; what is shown last is what is returned.
        var (schedule, target) = (new NoiseSchedule(), Doubles("start").Select(v => 0.3 * v + 0.1).ToArray());
        var process = new DiffusionProcess(
            (x, t, e) =>
            {
                var (signal, noise) = schedule.At(t);
                for (var i = 0; i < x.Length; i++)
                    e[i] = (x[i] - signal * target[i]) / noise;
            },
            Prediction.Epsilon, schedule);
        double[] last = [];
        var indices = new List<int>();
        var result = Sampler.Sample(process, new() { Kind = kind, Steps = 6 }, Doubles("start"), null, step =>
        {
            AssertClose(target, step.Clean.ToArray(), 1e-9);
            last = step.Latents.ToArray();
            indices.Add(step.Index);
        });
        Assert.Equal([1, 2, 3, 4, 5, 6], indices);
        Assert.Equal(result, last);
    }

    [Theory]
    [InlineData(SamplerKind.Euler)]
    [InlineData(SamplerKind.Heun)]
    public void A_straight_flow_is_followed_exactly_and_its_end_is_seen_at_every_step(SamplerKind kind)
    {
        var (start, times) = (Doubles("start"), new List<double>());
        var target = start.Select(v => 0.3 * v + 0.1).ToArray();
        var process = new DiffusionProcess(
            (_, t, v) =>
            {
                times.Add(t);
                for (var i = 0; i < v.Length; i++)
                    v[i] = start[i] - target[i];
            },
            Prediction.Velocity, new NoiseSchedule { Steps = 2 });
        var seen = 0;
        var result = Sampler.Sample(process, new() { Kind = kind, Steps = 4 }, start, null, step =>
        {
            AssertClose(target, step.Clean.ToArray(), 1e-12);
            var left = 1 - step.Index / 4.0;
            AssertClose([.. target.Zip(start, (to, from) => to + left * (from - to))], step.Latents.ToArray(), 1e-12);
            seen++;
        });
        AssertClose(target, result, 1e-12);
        Assert.Equal(4, seen);
        Assert.Equal(kind == SamplerKind.Euler ? [1, 0.75, 0.5, 0.25] : [1, 0.75, 0.75, 0.5, 0.5, 0.25, 0.25], times);
    }

    [Fact]
    public void All_steps_of_a_schedule_may_be_visited_and_the_noisiest_two_are_then_one()
    {
        var visited = Process().Visit(1000);
        Assert.Equal((999, 999, 998, 1), (visited[0], visited[1], visited[2], visited[^1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Process().Visit(1001));
        Assert.Equal([1], Process().Visit(1));
    }

    [Theory]
    [InlineData(SamplerKind.Euler, new[] { 751.0, 501, 251, 1 })]
    [InlineData(SamplerKind.Heun, new[] { 751.0, 501, 501, 251, 251, 1, 1 })] // the last step is Euler's
    [InlineData(SamplerKind.Ddim, new[] { 751.0, 501, 251, 1 })]
    public void The_denoiser_is_asked_at_the_steps_that_are_visited(SamplerKind kind, double[] expected)
    {
        var times = new List<double>();
        var process = new DiffusionProcess(
            (x, t, e) =>
            {
                times.Add(t);
                Epsilon(x, t, e);
            },
            Prediction.Epsilon, new NoiseSchedule());
        Sampler.Sample(process, new() { Kind = kind, Steps = 4 }, Doubles("start"));
        Assert.Equal(expected, times);
    }

    [Fact]
    public void Asked_to_stop_before_it_begins_it_asks_the_denoiser_nothing()
    {
        var process = new DiffusionProcess((_, _, _) => Assert.Fail("The denoiser was called."), Prediction.Epsilon, new NoiseSchedule());
        Assert.Throws<OperationCanceledException>(() => Sampler.Sample(process, new() { Steps = 1 }, [1.0], cancellationToken: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(SamplerKind.Ddim, 1, 1, "")]
    [InlineData(SamplerKind.Ddim, 1, 0, "")]
    [InlineData(SamplerKind.Ddim, 1, 1.01, "eta")]
    [InlineData(SamplerKind.Ddim, 1, -0.01, "eta")]
    [InlineData(SamplerKind.Ddim, 1, double.NaN, "eta")]
    [InlineData(SamplerKind.Euler, 1, 0, "")]
    [InlineData(SamplerKind.Euler, 1, 0.5, "eta")]
    [InlineData(SamplerKind.Euler, 0, 0, "steps")]
    public void Options_have_limits(SamplerKind kind, int steps, double eta, string problem) =>
        Assert.Equal(problem, string.Join(' ', ((IValidated)new SamplerOptions { Kind = kind, Steps = steps, Eta = eta }).Validate().Select(p => p.Path)));

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        Assert.Equal("process", Assert.Throws<ArgumentNullException>(() => Sampler.Sample(null!, new(), [1.0])).ParamName);
        Assert.Equal("options", Assert.Throws<ArgumentNullException>(() => Sampler.Sample(Process(), null!, [1.0])).ParamName);
        Assert.Throws<ArgumentNullException>(() => Guidance.Guide(null!, 3));
        Assert.Throws<ConfigException>(() => Sampler.Sample(new(Epsilon, Prediction.Epsilon, new NoiseSchedule { BetaEnd = 2 }), new() { Steps = 5 }, [1.0]));
        var flow = new DiffusionProcess(Epsilon, Prediction.Velocity, new NoiseSchedule());
        Assert.Throws<ConfigException>(() => Sampler.Sample(flow, new() { Kind = SamplerKind.Ddim }, [1.0]));
        Assert.Throws<ConfigException>(() => Sampler.Sample(flow, new() { Kind = SamplerKind.Dpmpp2M }, [1.0]));
        Assert.Throws<ConfigException>(() => Sampler.Sample(Process(), new() { Kind = SamplerKind.Heun, Eta = 1 }, [1.0]));
        Assert.Throws<ConfigException>(() => Sampler.Sample(Process(), new() { Steps = 1001 }, [1.0]));
        Assert.Throws<ConfigException>(() => Sampler.Sample(Process(), new() { Steps = 0 }, [1.0]));
        Assert.Single(Sampler.Sample(Process(), new() { Steps = 1000 }, [1.0]));
        Assert.Single(Sampler.Sample(flow, new() { Kind = SamplerKind.Euler, Steps = 1001 }, [1.0])); // a flow has no steps of its own
        Assert.Throws<ArgumentNullException>(() => Sampler.Sample(Process(), new() { Eta = 1 }, [1.0]));
    }

    [Fact]
    public void The_noise_of_a_sample_does_not_depend_on_the_batch()
    {
        var all = new SampleNoise(7, 0, 5, 100);
        var part = new SampleNoise(7, 3, 2, 100);
        Assert.Equal(all.Start()[300..], part.Start());
        Assert.Equal(all.OfStep(4)[300..], part.OfStep(4));
        Assert.NotEqual(all.Start()[..100], all.Start()[100..200]);
        Assert.NotEqual(all.Start(), all.OfStep(0));
        Assert.NotEqual(all.OfStep(0), all.OfStep(1));
        Assert.NotEqual(all.Start(), all.OfStep(1));
        Assert.NotEqual(all.Start(), new SampleNoise(8, 0, 5, 100).Start());
    }

    [Fact]
    public void Guidance_leads_away_from_the_prediction_without_condition()
    {
        Denoise both = (x, _, prediction) =>
        {
            for (var i = 0; i < x.Length; i++)
                prediction[i] = i < x.Length / 2 ? 10 * x[i] : x[i];
        };
        var result = new double[2];
        Guidance.Guide(both, 3)([1, 2], 5, result);
        Assert.Equal([1 + 3 * 9, 2 + 3 * 18], result);
    }

    // A Gaussian of deviation 0.6 is denoised in closed form: e = noise x / (0.36 signal^2 + noise^2). The exact flow scales x.
    private static double ErrorOnGaussian(SamplerKind kind, int steps, NoiseSchedule? schedule = null)
    {
        schedule ??= new NoiseSchedule { Steps = 100_000, BetaStart = 0.0015 / 100, BetaEnd = 0.0195 / 100 };
        double Scale(double step)
        {
            var (signal, noise) = schedule.At(step);
            return Math.Sqrt(0.36 * signal * signal + noise * noise);
        }
        var process = new DiffusionProcess(
            (x, t, e) =>
            {
                var (_, noise) = schedule.At(t);
                for (var i = 0; i < x.Length; i++)
                    e[i] = noise * x[i] / (Scale(t) * Scale(t));
            },
            Prediction.Epsilon, schedule);
        var exact = Scale(0) / Scale(kind == SamplerKind.Dpmpp2M ? schedule.Steps - 1 : process.Visit(steps)[0]);
        return Math.Abs(Sampler.Sample(process, new() { Kind = kind, Steps = steps }, [1.0])[0] / exact - 1);
    }

    private static DiffusionProcess Process() => new(Epsilon, Prediction.Epsilon, new NoiseSchedule());

    private static void Epsilon(ReadOnlySpan<double> x, double t, Span<double> prediction)
    {
        for (var i = 0; i < x.Length; i++)
            prediction[i] = Math.Tanh(1.3 * x[i]) + 0.1 * t / 1000;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() <= tolerance, $"differs by {expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max():0.0e+0}");
    }

    private double[] Doubles(string name) => [.. MemoryMarshal.Cast<byte, double>(Bytes(name))];

    private long[] Longs(string name) => [.. MemoryMarshal.Cast<byte, long>(Bytes(name))];

    private unsafe ReadOnlySpan<byte> Bytes(string name) => new(_golden.Data(_golden.Find(name)), (int)_golden.Find(name).Count * sizeof(double));
}
