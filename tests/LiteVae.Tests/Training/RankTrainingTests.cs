using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Distributed;
using LiteVae.Distributed.Local;
using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Ranks;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

/// <summary>Training on several ranks, which are threads here. Processes under MPI are tried by the tests of the command line.</summary>
public sealed class RankTrainingTests : IDisposable
{
    private const string Unet = "loss.adversarial={discriminator: {channels: 4}, start: 2, warmup: 1, ramp: 2, cutmix: {probability: 1, ramp: 1}}";
    private const string Adaptive = "loss.adversarial={discriminator: {channels: 4}, adaptive: true, start: 1}";
    private const string Patchgan = "loss.adversarial={discriminator: {type: patchgan, channels: 4, layers: 2}, loss: logistic, adaptive: true, start: 1}";

    // Networks are made from libtorch's global generator, which threads would draw from at the same time.
    private static readonly Lock Generator = new();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Ranks_take_the_steps_of_one_process_that_accumulates(int size)
    {
        var (alone, logged) = Train(1, $"train.accumulate={size}");
        var (shared, values) = Train(size);
        AssertClose(alone, shared);
        foreach (var name in logged.Keys.Where(name => name.StartsWith("loss/", StringComparison.Ordinal)))
            Assert.Equal(logged[name], values[name], Math.Abs(logged[name]) * 1e-4 + 1e-6);
    }

    [Theory]
    [InlineData(Unet)]
    [InlineData(Adaptive)]
    [InlineData(Patchgan)]
    public void With_an_adversary_ranks_take_the_steps_of_one_process_that_has_the_whole_batch(string adversary)
    {
        var (alone, _) = Train(1, adversary);
        var (shared, _) = Train(2, adversary);
        Assert.Contains("discriminator.weights", shared.Keys);
        AssertClose(alone, shared);
    }

    [Fact]
    public void Two_runs_on_as_many_ranks_have_the_same_bits()
    {
        var (first, _) = Train(2, Patchgan);
        var (second, _) = Train(2, Patchgan);
        Assert.All(first, tensor => Assert.Equal(tensor.Value, second[tensor.Key]));
    }

    [Fact]
    public void A_run_goes_on_with_fewer_ranks()
    {
        var run = new RunFolder(_folder["run"]);
        Assert.Equal([RunOutcome.Interrupted, RunOutcome.Interrupted, RunOutcome.Interrupted, RunOutcome.Interrupted], Run(4, run, stopRank: 3, stopAfter: 2));
        Assert.Equal([RunOutcome.Interrupted, RunOutcome.Interrupted], Run(2, run, stopRank: 0, stopAfter: 4));
        Assert.Equal([RunOutcome.Finished], Run(1, run, stopRank: 0, stopAfter: 100));
        Assert.Equal(["step-00000006"], Directory.GetFiles(run.Checkpoints).Select(f => Path.GetFileNameWithoutExtension(f)).Order().TakeLast(1));
        AssertClose(Train(1).Tensors, Tensors(run));
    }

    [Fact]
    public void A_rank_that_cannot_read_its_data_is_named_and_ends_all()
    {
        var run = new RunFolder(_folder["run"]);
        var failures = new Exception?[2];
        LocalRanks.Run(2, communicator => failures[communicator.Rank] = Record.Exception(() =>
            Start(communicator, run, new Recorder(), communicator.Rank == 1 ? ["data.path=" + Broken()] : [])));
        var told = Assert.IsType<TrainingException>(failures[0]);
        Assert.StartsWith($"rank 1 ({Environment.MachineName}): ", told.Message, StringComparison.Ordinal);
        Assert.Contains("not one of which can be read", told.Message, StringComparison.Ordinal);
        Assert.IsType<CommunicationException>(failures[1]);
        Assert.All(failures, e => Assert.True(RankFailures.IsKnownToAll(e!)));
    }

    [Fact]
    public void A_failure_of_the_rank_that_writes_ends_all()
    {
        var run = new RunFolder(_folder["run"]);
        var failures = new Exception?[2];
        LocalRanks.Run(2, communicator => failures[communicator.Rank] = Record.Exception(() => Start(
            communicator, run, new Recorder { OnStep = step => { if (step == 3) throw new IOException("No space left on device"); } })));
        Assert.StartsWith("No space left on device. ", Assert.IsType<TrainingException>(failures[0]).Message, StringComparison.Ordinal);
        Assert.IsType<CommunicationException>(failures[1]);
    }

    [Fact]
    public void A_batch_that_ranks_cannot_divide_is_refused_before_a_folder_is_made()
    {
        var run = new RunFolder(_folder["run"]);
        var failures = new Exception?[3];
        LocalRanks.Run(3, communicator => failures[communicator.Rank] = Record.Exception(() => Start(communicator, run, new Recorder())));
        Assert.Contains("train.phases.0.batch_size: expected a multiple of 3 ranks", Assert.IsType<ConfigException>(failures[0]).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.Root));
    }

    [Fact]
    public void Rank_0_alone_tells_its_observer()
    {
        var recorders = new[] { new Recorder(), new Recorder() };
        LocalRanks.Run(2, communicator => Start(communicator, new RunFolder(_folder["run"]), recorders[communicator.Rank]));
        Assert.Equal(2, recorders[0].Run!.Ranks);
        Assert.Equal(24, recorders[0].Logs.Where(l => l.Values.ContainsKey("loss/total")).Max(l => l.Images));
        Assert.Empty(recorders[1].Logs);
    }

    private (Dictionary<string, float[]> Tensors, IReadOnlyDictionary<string, double> Logged) Train(int size, params string[] settings)
    {
        var run = new RunFolder(_folder[Guid.NewGuid().ToString("N")]);
        var recorder = new Recorder();
        LocalRanks.Run(size, communicator => Start(communicator, run, recorder, settings));
        return (Tensors(run), recorder.Logs.Last(l => l.Values.ContainsKey("loss/total")).Values);
    }

    private static RunOutcome[] Run(int size, RunFolder run, int stopRank, int stopAfter)
    {
        var outcomes = new RunOutcome[size];
        var isBegun = File.Exists(run.Config);
        CancellationTokenSource[] stops = [.. Enumerable.Range(0, size).Select(_ => new CancellationTokenSource())];
        LocalRanks.Run(size, communicator =>
        {
            var ranks = new RankGroup(communicator);
            AutoencoderTask Open()
            {
                lock (Generator)
                    return new AutoencoderTask(Recipe(), CPU, begins: true, ranks);
            }
            using var recorder = new Recorder { OnStep = step => { if (step == stopAfter) stops[stopRank].Cancel(); } }; // rank 0 has it
            using var training = isBegun ? TrainingRun.Resume(run, Open, recorder, ranks) : TrainingRun.Start(run, Recipe().ToYaml(), Open, recorder, ranks);
            outcomes[communicator.Rank] = training.Run(stops[communicator.Rank].Token).Outcome;
        });
        Array.ForEach(stops, stop => stop.Dispose());
        return outcomes;
    }

    private static void Start(ICommunicator communicator, RunFolder run, Recorder recorder, params string[] settings)
    {
        var ranks = new RankGroup(communicator);
        var recipe = Recipe(settings);
        using var training = TrainingRun.Start(run, recipe.ToYaml(), Open, recorder, ranks);
        training.Run();

        ITrainingTask Open()
        {
            lock (Generator)
                return new AutoencoderTask(recipe, CPU, begins: true, ranks);
        }
    }

    private static Recipe Recipe(params string[] settings) => TinyRecipe.Read(
        ["train.phases=[{resolution: 16, steps: 6, batch_size: 4}]", "train.learning_rate=1e-4", "train.sample_every=100", .. settings]);

    private string Broken()
    {
        Directory.CreateDirectory(_folder["broken"]);
        foreach (var name in new[] { "a.png", "b.png", "c.png" })
            File.WriteAllBytes(Path.Combine(_folder["broken"], name), [1, 2, 3]);
        return _folder["broken"];
    }

    private static Dictionary<string, float[]> Tensors(RunFolder run)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Directory.GetFiles(run.Checkpoints).Order().Last());
        return file.Tensors.Keys.ToDictionary(name => name, name => file.Read(name).to_type(ScalarType.Float32).data<float>().ToArray());
    }

    // Adam divides by the gradients' size: rounding of small ones shows in full, so weights agree to a part of the step size.
    private static void AssertClose(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var name in expected.Keys.Where(name => name.EndsWith("weights", StringComparison.Ordinal) || name.Contains("running", StringComparison.Ordinal)))
        {
            var worst = expected[name].Zip(actual[name]).Max(w => Math.Abs(w.First - w.Second));
            Assert.True(worst < 2e-5, $"{name} differs by {worst}.");
        }
    }
}
