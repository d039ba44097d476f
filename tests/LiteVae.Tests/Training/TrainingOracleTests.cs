using System.Text.Json.Nodes;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Ranks;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Runs;
using LiteVae.Training;
using static LiteVae.Tests.FormulaTensors;
using static TorchSharp.torch;

namespace LiteVae.Tests.Training;

/// <summary>
/// Whole trainings of a tiny model against PyTorch in float64, from the same weights, images and noise
/// (tests/fixtures/training/make.py): every logged number, and weights, moving averages and buffers after every step.
/// </summary>
public sealed class TrainingOracleTests
{
    // What the formula's kernels are multiplied by in the autoencoder: KERNEL_SCALE of the script.
    private const double KernelScale = 0.7;

    // Measured: at most 2e-6 in a weight, 2e-8 on average, and 6e-6 of a logged number. Adam divides by the gradients' size,
    // so that the rounding of a gradient that happens to be near zero shows in full in its weight: hence the larger limit of single ones.
    private const double LargestError = 1e-5;
    private const double MeanError = 1e-7;
    private const double RelativeTolerance = 1e-5;

    [Theory]
    [InlineData("plain")]
    [InlineData("unet")]
    [InlineData("patchgan")]
    public void Every_step_is_that_of_PyTorch(string name)
    {
        var fixture = Fixture($"training/{name}.json");
        var (steps, stride) = (fixture["steps"]!.AsArray(), fixture["stride"]!.GetValue<int>());
        using var expected = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures", "training", $"{name}.safetensors"));
        using var task = new AutoencoderTask(RecipeReader.Parse(fixture["recipe"]!.ToJsonString(), name), CPU);
        Fill(task.Groups);
        Assert.Equal(fixture["layout"]!.AsArray().Select(p => p!.ToJsonString()), task.Groups[0].Layout.Select(p => $"[\"{p.Name}\",[{string.Join(',', p.Shape)}]]"));

        var compared = new HashSet<string>();
        var recorder = new Recorder { OnStep = step => CompareTensors(expected, task.Groups, (int)step - 1, last: step == steps.Count, stride, compared) };
        var loop = new TrainingLoop(task, RunState.Start, recorder, checkpoints: null, RankGroup.Alone);
        using (var batches = new FormulaBatches(task.Settings))
            loop.Run(batches, CancellationToken.None);

        Assert.Equal(expected.Tensors.Keys.Order(), compared.Order());
        var logs = recorder.Logs.Where(l => l.Values.ContainsKey("loss/total")).ToList();
        Assert.Equal(steps.Count, logs.Count);
        foreach (var (step, log) in steps.Zip(logs))
            CompareNumbers(step!["values"]!.AsObject(), log.Values, log.Step);
    }

    private static void CompareNumbers(JsonObject expected, IReadOnlyDictionary<string, double> actual, long step)
    {
        string[] ofTheRun = ["images_per_second", "resolution", "skipped_steps"];
        Assert.Equal(expected.Select(e => e.Key).Order(), actual.Keys.Except(ofTheRun).Order());
        foreach (var (name, node) in expected)
        {
            var (value, error) = (node!.GetValue<double>(), Math.Abs(node.GetValue<double>() - actual[name]));
            Assert.True(error <= RelativeTolerance * Math.Abs(value) + 1e-7, $"Step {step}: {name} is {actual[name]}; expected {value}.");
        }
    }

    private static void CompareTensors(SafetensorsFile expected, IReadOnlyList<ParameterGroup> groups, int step, bool last, int stride, HashSet<string> compared)
    {
        foreach (var (name, value) in groups.SelectMany(g => g.Named()).Where(n => expected.Tensors.ContainsKey($"{step}.{n.Name}")))
        {
            using var scope = NewDisposeScope();
            var reference = expected.Read($"{step}.{name}");
            // Of the parameters, a step's fixture has every seventh, from another place at each step, and the last step's all of them.
            var kept = last || name.Contains("buffers.") ? value : value[TensorIndex.Slice(step, null, stride)];
            Assert.Equal(reference.shape, kept.shape);
            var error = (kept - reference).abs();
            Assert.True(error.max().ToNumber() <= LargestError, $"Step {step + 1}: {name} is off by {error.max().ToNumber():g3} at most.");
            Assert.True(name.Contains("buffers.") || error.mean().ToNumber() <= MeanError, $"Step {step + 1}: {name} is off by {error.mean().ToNumber():g3} on average.");
            compared.Add($"{step}.{name}");
        }
    }

    // As make.py fills its modules: the state's tensors in the order of their names.
    private static void Fill(IReadOnlyList<ParameterGroup> groups)
    {
        foreach (var group in groups)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var (prefix, named) = (group.Prefix.Replace('/', '.'), group.Named().ToDictionary(n => n.Name, n => n.Value));
            var state = named.Where(n => n.Key.StartsWith($"{prefix}buffers.")).ToDictionary(n => n.Key[$"{prefix}buffers.".Length..], n => n.Value);
            long offset = 0;
            foreach (var (name, shape) in group.Parameters.Layout)
            {
                var length = shape.Aggregate(1L, (a, b) => a * b);
                state.Add(name, group.Parameters.Values.narrow(0, offset, length).view(shape));
                offset += length;
            }
            FillState(state, prefix.Length == 0 ? KernelScale : 1);
            if (named.TryGetValue($"{prefix}averaged_weights", out var average))
                average.copy_(group.Parameters.Values);
        }
    }

    private sealed class FormulaBatches(RunSettings settings) : IBatchLoader
    {
        private readonly (int Resolution, int Count)[] _batches =
            [.. settings.Phases.SelectMany(p => Enumerable.Repeat(((int)p.Figures["resolution"], p.BatchSize), (int)p.Steps))];
        private int _step;

        public TrainingBatch Next()
        {
            var (side, count) = _batches[_step];
            return new TrainingBatch(Make([count, 3, side, side], 2000 + _step++).@float());
        }

        public void Dispose()
        {
        }
    }
}
