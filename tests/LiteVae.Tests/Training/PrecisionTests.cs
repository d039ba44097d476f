using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

public sealed class PrecisionTests : IDisposable
{
    private const string GroupNorm = "model.decoder={channels: 8, multipliers: [1, 1, 1, 1], res_blocks: 1, norm: group, mid_attention: true}";
    private const string Constant = "loss.adversarial={discriminator: {channels: 4}, weight: 0.05, cutmix: {}}";
    private const string Adaptive = "loss.adversarial={discriminator: {channels: 4}, adaptive: true}";
    private const string Steps = "train.phases=[{resolution: 32, steps: 12, batch_size: 4}]";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // bfloat16 has 8 bits of precision: 2^-8 a rounding, here allowed five times over for the whole network.
    [Theory]
    [InlineData]
    [InlineData(GroupNorm)]
    [InlineData(Constant)]
    [InlineData("model.encoder.extractor.norm=smc")]
    public void In_bf16_the_reconstruction_loss_follows_that_in_fp32(params string[] settings)
    {
        var single = Losses("fp32", settings);
        var half = Losses("bf16", settings);
        Assert.Equal(12, single.Length);
        Assert.NotEqual(single, half);
        for (var i = 0; i < single.Length; i++)
            Assert.InRange(half[i] / single[i], 0.98, 1.02);
        Assert.True(half[^1] < half[0], "It learns nothing.");
    }

    [Fact]
    public void The_adaptive_weight_stays_a_number_in_bf16()
    {
        var recorder = Train("run", ["train.precision=bf16", Adaptive]);
        var weights = recorder.Logs.Where(l => l.Values.ContainsKey("adversarial_weight")).Select(l => l.Values["adversarial_weight"]).ToArray();
        Assert.Equal(12, weights.Length);
        Assert.All(weights, w => Assert.InRange(w, 1e-6, 1e4));
    }

    [Fact]
    public void Weights_are_kept_in_float32()
    {
        Train("run", ["train.precision=bf16", "train.ema_decay=null"]);
        using var file = SafetensorsFile.Open(new RunFolder(_folder["run"]).Model);
        Assert.All(file.Tensors.Values, t => Assert.Equal(TensorType.Float32, t.Type));
        using var weight = file.Read("decoder.conv_in.weight");
        using var rounded = weight.to_type(ScalarType.BFloat16).to_type(ScalarType.Float32);
        Assert.False(weight.allclose(rounded, 1e-6, 1e-9), "The weights are rounded to bfloat16.");
    }

    private double[] Losses(string precision, string[] settings) =>
        [.. Train(precision, [$"train.precision={precision}", .. settings]).Logs.Where(l => l.Values.ContainsKey("loss/l1")).Select(l => l.Values["loss/l1"])];

    private Recorder Train(string name, string[] settings)
    {
        var recorder = new Recorder();
        var recipe = TinyRecipe.Read([Steps, "train.sample_every=100", .. settings]);
        using var trainer = Trainer.Start(recipe, new RunFolder(_folder[name]), CPU, recorder);
        trainer.Run();
        return recorder;
    }
}
