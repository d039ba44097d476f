using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using LiteVae.Training.Networks;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training.Origins;

public sealed class FineTuningTests : IDisposable
{
    private const string Settings = """
        data: {path: procedural, holdout: 2, workers: 1}
        train: {phases: [{resolution: 16, steps: 4, batch_size: 2}], learning_rate: 1e-3, log_every: 1, sample_every: 9, checkpoint_every: 2}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_begins_with_the_weights_and_the_config_of_the_model()
    {
        var source = Source("source", channels: 6);
        var recipe = Read($"model: {{from: {source}}}");
        Assert.Equal(6, recipe.Model.LatentChannels);
        Assert.Equal(ModelFile.Digest(source), recipe.Origin!.Encoder!.Sha256);
        using var networks = new TrainedAutoencoder(recipe, CPU);
        AssertEqual(source, networks.Model, _ => true);
        AssertEqual(source, networks.AveragedModel!, _ => true);
        Assert.Equal(recipe.ToYaml(), RecipeReader.Parse(recipe.ToYaml(), "again").ToYaml());
    }

    [Fact]
    public void A_folder_of_diffusers_is_a_source_too()
    {
        var diffusers = Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "diffusers_vae_tiny");
        using var networks = new TrainedAutoencoder(Read($"model: {{from: {diffusers}}}"), CPU);
        using var expected = ModelFile.Load(diffusers);
        foreach (var (name, value) in StateDict.Of(expected))
            Assert.True(value.bytes.SequenceEqual(StateDict.Of(networks.Model)[name].bytes), name);
    }

    [Fact]
    public void Halves_come_from_different_models()
    {
        var (left, right) = (Source("left"), Source("right", seed: 2));
        var recipe = Read($"model: {{from: {{encoder: {left}, decoder: {right}}}}}");
        using var networks = new TrainedAutoencoder(recipe, CPU);
        AssertEqual(left, networks.Model, name => name.StartsWith("encoder.", StringComparison.Ordinal));
        AssertEqual(right, networks.Model, name => name.StartsWith("decoder.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_half_that_comes_from_no_file_is_the_recipes()
    {
        var source = Source("source");
        var recipe = Read($"model: {{from: {{encoder: {source}}}, decoder: {{channels: 16, multipliers: [1, 1, 1, 1], res_blocks: 1}}}}");
        Assert.Equal(16, recipe.Model.Decoder.Channels);
        Assert.Null(recipe.Origin!.Decoder);
        using var networks = new TrainedAutoencoder(recipe, CPU);
        AssertEqual(source, networks.Model, name => name.StartsWith("encoder.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("latent_channels: 8", "latent_channels is 8, and 4 in the file")]
    [InlineData("encoder: {extractor: {channels: 24}}", "encoder.extractor.channels is 24, and 8 in the file")]
    [InlineData("decoder: {multipliers: [1, 2, 2, 2]}, use_1x1_conv: true", "use_1x1_conv is true, and false in the file; decoder.multipliers is [1, 2, 2, 2], and [1, 1, 1, 1] in the file")]
    [InlineData("preset: litevae-s", "encoder.extractor.channels is 16, and 8 in the file")]
    [InlineData("encoder: {type: sd}", "encoder.type is sd, and litevae in the file")]
    public void Keys_that_contradict_the_file_are_named(string keys, string message)
    {
        var error = Assert.Throws<ConfigException>(() => Read($"model: {{from: {Source("source")}, {keys}}}"));
        Assert.Equal("model.from", Assert.Single(error.Problems).Path);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Keys_that_agree_with_the_file_are_accepted() =>
        Assert.NotNull(Read($"model: {{from: {Source("source")}, latent_channels: 4, decoder: {{channels: 8}}}}").Origin);

    [Fact]
    public void Halves_with_other_latents_do_not_go_together()
    {
        var error = Assert.Throws<ConfigException>(() => Read($"model: {{from: {{encoder: {Source("four")}, decoder: {Source("six", channels: 6)}}}}}"));
        Assert.Contains("makes latents of 4 channels", error.Message);
        Assert.Contains("expects 6", error.Message);
    }

    [Theory]
    [InlineData("from: missing.safetensors", "missing.safetensors: there is no such model")]
    [InlineData("from: {coder: a}", "expected a model, or {encoder: model, decoder: model}")]
    [InlineData("from: [a, b]", "expected a model")]
    public void What_is_no_source_is_a_mistake_of_the_recipe(string key, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigException>(() => Read($"model: {{{key}}}")).Message);

    [Fact]
    public void Tensors_that_do_not_fit_are_named()
    {
        var recipe = Read($"model: {{from: {Source("source")}}}");
        var wider = recipe with { Model = recipe.Model with { Decoder = recipe.Model.Decoder with { Channels = 16 } } };
        var error = Assert.Throws<CheckpointException>(() => new TrainedAutoencoder(wider, CPU));
        Assert.Contains("expected [16,", error.Message);
    }

    [Fact]
    public void A_file_that_has_changed_since_is_refused()
    {
        var source = Source("source");
        var recipe = Read($"model: {{from: {source}}}");
        Source("source", seed: 5);
        Assert.Contains("is another model", Assert.Throws<CheckpointException>(() => Trainer.Start(recipe, Folder("run"), CPU, new Recorder())).Message);
        Assert.False(File.Exists(Folder("run").Config));
    }

    [Theory]
    [InlineData("encoder", "fp32")]
    [InlineData("decoder", "fp32")]
    [InlineData("encoder", "bf16")]
    public void A_frozen_half_ends_bit_identical_and_the_other_is_trained(string half, string precision)
    {
        var source = Source("source", scale: new LatentScale([0.5, 1, 2, 3], [1, 2, 3, 4]));
        var run = Folder("run");
        using (var trainer = Trainer.Start(Read($"model: {{from: {source}}}", $"train.freeze={half}", "train.weight_decay=0.1", $"train.precision={precision}"), run, CPU, new Recorder()))
            trainer.Run();
        foreach (var load in new Func<Autoencoder>[] { () => ModelFile.Load(run.Model), () => RawModel.Load(run.Root) })
        {
            using var trained = load();
            AssertEqual(source, trained, name => name.StartsWith(half, StringComparison.Ordinal));
            AssertNoneEqual(source, trained, name => !name.StartsWith(half, StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal));
        }
        using var file = SafetensorsFile.Open(run.Model);
        Assert.Equal(half == "encoder" ? "0.5,1,2,3" : null, file.Metadata.GetValueOrDefault("latent_mean"));
    }

    [Fact]
    public void Frozen_weights_have_no_gradients_and_no_optimizer()
    {
        using var networks = new TrainedAutoencoder(Read($"model: {{from: {Source("source")}}}", "train.freeze=encoder"), CPU);
        Assert.All(networks.Model.Encoder.parameters(), p => Assert.False(p.requires_grad));
        Assert.All(networks.Model.Decoder.parameters(), p => Assert.True(p.requires_grad));
        Assert.Equal(ModelSummary.Parameters(networks.Model.Decoder), networks.Group.Parameters.Values.numel());
    }

    [Theory]
    [InlineData("train.freeze=decoder", "loss.adversarial={}")]
    [InlineData("train.freeze=decoder", "model={preset: dwt}")]
    [InlineData("train.freeze=both", "seed=1")]
    public void Halves_that_cannot_be_frozen_are_refused(string freeze, string other) =>
        Assert.Contains("train.freeze", Assert.Throws<ConfigException>(() => Read("seed: 0", freeze, other)).Message);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(3, "encoder")]
    public void A_run_resumes_to_the_same_bytes_without_the_file_that_it_began_with(int stopAfter, string? freeze)
    {
        var source = Source("source");
        var recipe = Read($"model: {{from: {source}}}", $"train.freeze={freeze ?? "null"}");
        var (whole, parts) = (Folder("whole"), Folder("parts"));
        using (var trainer = Trainer.Start(recipe, whole, CPU, new Recorder()))
            trainer.Run();
        using (var stop = new CancellationTokenSource())
        using (var trainer = Trainer.Start(recipe, parts, CPU, new Recorder { OnStep = s => { if (s == stopAfter) stop.Cancel(); } }))
        {
            if (stopAfter == 0)
                stop.Cancel();
            Assert.Equal(RunOutcome.Interrupted, trainer.Run(stop.Token).Outcome);
        }
        File.Delete(source);
        using (var trainer = Trainer.Resume(RecipeReader.Read(parts.Config), parts, CPU, new Recorder()))
            Assert.Equal(RunOutcome.Finished, trainer.Run().Outcome);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(parts.Model));
    }

    private static Recipe Read(string model, params string[] settings) => RecipeReader.Parse($"{model}\n{Settings}", "tiny", settings);

    private static void AssertEqual(string source, Autoencoder model, Func<string, bool> chosen)
    {
        foreach (var (name, equal) in Compare(source, model, chosen))
            Assert.True(equal, name);
    }

    private static void AssertNoneEqual(string source, Autoencoder model, Func<string, bool> chosen)
    {
        foreach (var (name, equal) in Compare(source, model, chosen))
            Assert.False(equal, name);
    }

    private static List<(string Name, bool Equal)> Compare(string source, Autoencoder model, Func<string, bool> chosen)
    {
        using var scope = NewDisposeScope();
        using var expected = ModelFile.Load(source);
        var found = StateDict.Of(model);
        return [.. StateDict.Of(expected).Where(t => chosen(t.Key)).Select(t => (t.Key, t.Value.bytes.SequenceEqual(found[t.Key].bytes)))];
    }

    private RunFolder Folder(string name) => new(_folder[name]);

    private string Source(string name, int channels = 4, int seed = 1, LatentScale? scale = null)
    {
        var path = _folder[$"{name}.safetensors"];
        manual_seed(seed);
        var config = TinyRecipe.Read().Model with { LatentChannels = channels };
        using var model = new Autoencoder(config);
        ModelFile.Save(path, model, scale);
        return path;
    }
}
