using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class AdversarialTrainingTests : IDisposable
{
    private const string Unet = "loss.adversarial={discriminator: {channels: 4}, start: 4, warmup: 2, ramp: 2, cutmix: {probability: 1, ramp: 1}}";
    private const string Patchgan = "loss.adversarial={discriminator: {type: patchgan, channels: 4, layers: 2}, loss: logistic, adaptive: true, start: 1}";
    private const string Stylegan = "loss.adversarial={discriminator: {type: stylegan, channels: 1}, r1: {interval: 3}}";
    private const string OneSize = "train.phases=[{resolution: 16, steps: 8, batch_size: 2}]";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Unet)]
    [InlineData(Unet, "model.decoder.dropout=0.3")]
    [InlineData(Patchgan)]
    [InlineData(Stylegan, OneSize)]
    public void Interrupted_and_resumed_it_ends_with_the_same_bytes(params string[] settings)
    {
        var whole = Train("whole", settings, out _);
        foreach (var stopAfter in new[] { 3, 5 })
        {
            var parts = new RunFolder(_folder[$"parts-{stopAfter}"]);
            using (var stop = new CancellationTokenSource())
            using (var trainer = Trainer.Start(TinyRecipe.Read(settings), parts, CPU, new Recorder { OnStep = s => { if (s == stopAfter) stop.Cancel(); } }))
                Assert.Equal(RunOutcome.Interrupted, trainer.Run(stop.Token).Outcome);
            using (var trainer = Trainer.Resume(RecipeReader.Read(parts.Config), parts, CPU, new Recorder()))
                Assert.Equal(RunOutcome.Finished, trainer.Run().Outcome);
            Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(parts.Model));
            var (a, b) = (LastCheckpoint(whole), LastCheckpoint(parts));
            Assert.Contains("discriminator.weights", a.Keys);
            Assert.Equal(a.Keys, b.Keys);
            Assert.All(a, t => Assert.Equal(t.Value, b[t.Key]));
        }
    }

    [Fact]
    public void Buffers_of_the_discriminator_are_in_the_checkpoint()
    {
        Assert.Contains(LastCheckpoint(Train("unet", [Unet], out _)).Keys, k => k.StartsWith("discriminator.buffers.") && k.EndsWith("weight_u"));
        Assert.Contains(LastCheckpoint(Train("patchgan", [Patchgan], out _)).Keys, k => k.EndsWith("running_mean"));
    }

    [Fact]
    public void The_discriminator_warms_up_then_counts_by_the_ramp()
    {
        Train("run", [Unet, "train.sample_every=100"], out var recorder);
        double?[] Series(string name) => [.. recorder.Logs.Where(l => l.Values.ContainsKey("loss/total")).Select(l => l.Values.TryGetValue(name, out var v) ? v : (double?)null)];
        Assert.Equal([null, null, null, null, 0.25, 0.5, 0.5, 0.5], Series("adversarial_weight"));
        Assert.Equal([false, false, true, true, true, true, true, true], Series("discriminator/accuracy_real").Select(v => v is >= 0 and <= 1));
        Assert.Equal([false, false, false, true, true, true, true, true], Series("discriminator/consistency").Select(v => v is not null)); // certain after the ramp
        // A CutMix step's loss is of the mixed images alone.
        var expected = Series("discriminator/cutmix").Zip(Series("discriminator/consistency"), (c, k) => c / 2 + k / 4);
        Assert.All(expected.Zip(Series("discriminator/loss")).Skip(3), p => Assert.Equal(p.First!.Value, p.Second!.Value, 1e-6));
        Assert.Equal(Series("discriminator/adversarial")[2], Series("discriminator/loss")[2]);
        Assert.Equal([false, false, false, false, true, true, true, true], Series("adversarial_gradient_ratio").Select(v => v > 0));
        Assert.Equal([false, false, false, false, true, true, true, true], Series("loss/adversarial").Select(v => v is not null));
    }

    [Fact]
    public void An_adaptive_weight_balances_the_gradients()
    {
        Train("run", [Patchgan], out var recorder);
        var measured = recorder.Logs.Where(l => l.Values.ContainsKey("adversarial_gradient_ratio")).Select(l => l.Values).ToList();
        Assert.Equal(7, measured.Count);
        // The weight is 0.5 over the ratio, but for eq. (2)'s delta.
        Assert.All(measured, v => Assert.InRange(v["adversarial_gradient_ratio_weighted"], 0.4, 0.5));
    }

    [Fact]
    public void An_adaptive_weight_is_limited_in_the_units_of_the_sum_unless_told_otherwise()
    {
        const string Adversarial = "loss.adversarial={discriminator: {channels: 1}, adaptive: true, weight: 1";
        const string Large = "train.phases=[{resolution: 256, steps: 1, batch_size: 1}]";
        Train("sum", [$"{Adversarial}}}", Large], out var sum);
        Train("mean", [$"{Adversarial}, adaptive_limit: mean}}", Large], out var mean);
        static double Weight(Recorder recorder) => recorder.Logs.First(l => l.Values.ContainsKey("adversarial_weight")).Values["adversarial_weight"];
        Assert.Equal(1e4 / (3 * 256 * 256), Weight(sum), 1e-9);
        Assert.True(Weight(mean) > 2 * Weight(sum));
    }

    [Fact]
    public void Before_its_start_the_autoencoder_trains_as_without_it()
    {
        var plain = Train("plain", [], out _);
        var warm = Train("warm", ["loss.adversarial={discriminator: {channels: 4}, start: 100, warmup: 100}"], out _);
        Assert.Equal(File.ReadAllBytes(plain.Model), File.ReadAllBytes(warm.Model));
    }


    private RunFolder Train(string name, string[] settings, out Recorder recorder)
    {
        var run = new RunFolder(_folder[name]);
        recorder = new Recorder();
        using var trainer = Trainer.Start(TinyRecipe.Read(settings), run, CPU, recorder);
        trainer.Run();
        return run;
    }

    private static Dictionary<string, byte[]> LastCheckpoint(RunFolder run)
    {
        using var file = SafetensorsFile.Open(Directory.GetFiles(run.Checkpoints).Order().Last());
        return file.Tensors.Keys.ToDictionary(k => k, k =>
        {
            using var tensor = file.Read(k);
            return tensor.bytes.ToArray();
        });
    }
}
