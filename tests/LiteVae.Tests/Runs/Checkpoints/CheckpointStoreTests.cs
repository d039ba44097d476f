using LiteVae.Codec.Models.Files;
using LiteVae.Runs;
using LiteVae.Runs.Checkpoints;
using LiteVae.Runs.Description;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Schedule;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private static readonly HeadlineFigure Psnr = new("psnr", "PSNR", "dB", "0.00");

    private readonly RunSchedule _schedule = new([new RunPhase("all", 1000, 2)]);
    private readonly TemporaryFolder _folder = new();
    private readonly nn.Module _module = nn.Linear(3, 2);
    private readonly ParameterGroup _group;

    public CheckpointStoreTests() => _group = new(_module, new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0] });

    public void Dispose()
    {
        _group.Dispose();
        _module.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true, new[] { 20.0, 30, 25, 10, 15 }, new long[] { 2, 4, 5 })]
    [InlineData(false, new[] { 20.0, 30, 25, 40, 35 }, new long[] { 1, 4, 5 })]
    [InlineData(true, new[] { 20.0, 30, 25, 28, 40 }, new long[] { 4, 5 })] // the best is among the latest
    public void The_latest_stay_and_the_best(bool higherIsBetter, double[] scores, long[] kept)
    {
        var store = new CheckpointStore(_folder.Root, keep: 2, Psnr with { HigherIsBetter = higherIsBetter });
        for (var step = 1; step <= scores.Length; step++)
            store.Save(At(step) with { Score = scores[step - 1] }, [_group]);
        Assert.Equal(kept.Select(s => $"step-{s:D8}.safetensors"), Names());
        Assert.Equal(5, store.LatestStep);
    }

    [Fact]
    public void As_many_as_are_to_stay_stay_and_without_a_figure_the_first_is_no_better_than_others()
    {
        var store = new CheckpointStore(_folder.Root, keep: 2, headline: null);
        store.Save(At(1), [_group]);
        store.Save(At(2), [_group]);
        Assert.Equal(2, Names().Length);
        store.Save(At(3), [_group]);
        Assert.Equal("step-00000003.safetensors", Names()[^1]);
    }

    [Fact]
    public void A_damaged_file_is_the_best_one_for_nobody()
    {
        var store = new CheckpointStore(_folder.Root, keep: 1, Psnr);
        _folder.Write("step-00000001.safetensors", [1, 2, 3]);
        store.Save(At(2) with { Score = -5 }, [_group]);
        store.Save(At(3) with { Score = -7 }, [_group]);
        Assert.Equal(["step-00000002.safetensors", "step-00000003.safetensors"], Names());
    }

    [Fact]
    public void Files_of_other_names_are_not_checkpoints_and_order_is_that_of_numbers()
    {
        var store = new CheckpointStore(_folder.Root, keep: 3, headline: null);
        Assert.Null(store.LatestStep);
        Assert.Null(store.LoadLatest([_group], _schedule));
        foreach (var name in new[] { "step-abc.safetensors", ".step-00000009.safetensors", "step--0000008.safetensors", "step-00000007.safetensors.damaged" })
            _folder.Write(name, []);
        Assert.Null(store.LatestStep);
        store.Save(At(9), [_group]);
        File.Move(_folder["step-00000009.safetensors"], _folder["step-9.safetensors"]);
        store.Save(At(10), [_group]);
        Assert.Equal(10, store.LatestStep);
        Assert.Null(new CheckpointStore(_folder["none"], 1, null).LatestStep);
    }

    [Fact]
    public void The_state_is_read_as_it_was_written()
    {
        var state = new RunState(7, 14, TimeSpan.FromSeconds(1234.5678901), 31.25, Skipped: 3, SkippedInARow: 2);
        var store = new CheckpointStore(_folder.Root, keep: 1, Psnr);
        store.Save(state, [_group]);
        Assert.Equal(state, store.LoadLatest([_group], _schedule)!.State);
        using (var file = SafetensorsFile.Open(_folder["step-00000007.safetensors"]))
        {
            Assert.Equal(
                ["elapsed_seconds", "format", "images", "layout", "psnr", "skipped_in_a_row", "skipped_steps", "step"], file.Metadata.Keys.Order(StringComparer.Ordinal));
            Assert.Equal("litevae-checkpoint", file.Metadata["format"]);
        }

        var plain = At(8);
        store.Save(plain, [_group]);
        Assert.Equal(plain, store.LoadLatest([_group], _schedule)!.State);
        using (var file = SafetensorsFile.Open(_folder["step-00000008.safetensors"]))
            Assert.Equal(["elapsed_seconds", "format", "images", "layout", "step"], file.Metadata.Keys.Order(StringComparer.Ordinal));
        Assert.Null(new CheckpointStore(_folder.Root, 1, headline: null).LoadLatest([_group], _schedule)!.State.Score);
    }

    [Theory]
    [InlineData(1000, 2000, true)] // the end of the schedule
    [InlineData(1001, 2000, false)]
    [InlineData(7, 15, false)]
    [InlineData(0, 0, true)]
    public void A_checkpoint_lies_on_the_schedule(long step, long images, bool lies)
    {
        var store = new CheckpointStore(_folder.Root, keep: 1, headline: null);
        store.Save(new RunState(step, images, TimeSpan.Zero, null), [_group]);
        if (lies)
            Assert.Equal(step, store.LoadLatest([_group], _schedule)!.State.Step);
        else
            Assert.Contains("no place in the run's schedule", Assert.Throws<CheckpointException>(() => store.LoadLatest([_group], _schedule)).Message);
    }

    [Fact]
    public void A_checkpoint_of_other_networks_is_refused_and_stays()
    {
        var store = new CheckpointStore(_folder.Root, keep: 2, headline: null);
        store.Save(At(1), [_group]);
        using var module = nn.Linear(2, 3); // as many numbers, in other shapes
        using var other = new ParameterGroup(module, new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0] });
        Assert.Contains("other networks than config.yaml describes", Assert.Throws<CheckpointException>(() => store.LoadLatest([other], _schedule)).Message);
        Assert.Single(Names());
        Assert.NotEqual(LayoutDigest.Of([_group]), LayoutDigest.Of([other]));
        Assert.NotEqual(LayoutDigest.Of([_group]), LayoutDigest.Of([_group, _group]));
    }

    [Fact]
    public void Raw_weights_are_those_of_the_latest_checkpoint()
    {
        using var scope = NewDisposeScope();
        var store = new CheckpointStore(_folder.Root, keep: 2, headline: null);
        using var module = nn.Linear(3, 2);
        using var parameters = new FlatParameters(module, gradients: false);
        Assert.False(store.LoadRawWeights(parameters, frozen: null));
        store.Save(At(1), [_group]);
        using (no_grad())
            _group.Parameters.Values.Fill(3);
        store.Save(At(2), [_group]);
        Assert.True(store.LoadRawWeights(parameters, frozen: null));
        Assert.Equal((3, 3), (parameters.Values.min().item<float>(), parameters.Values.max().item<float>()));

        Assert.Contains("another network", Assert.Throws<CheckpointException>(() => store.LoadRawWeights(parameters, parameters)).Message); // nothing was frozen
        using var larger = nn.Linear(4, 2);
        using var others = new FlatParameters(larger, gradients: false);
        Assert.Contains("another network", Assert.Throws<CheckpointException>(() => store.LoadRawWeights(others, frozen: null)).Message);
    }

    [Fact]
    public void Parameters_that_no_step_changes_are_loaded_beside_the_others()
    {
        using var scope = NewDisposeScope();
        var settings = new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0] };
        using var module = nn.Linear(3, 2);
        using var group = new ParameterGroup(module, settings, name => name == "bias");
        using (no_grad())
        {
            group.Parameters.Values.Fill(3);
            group.Frozen!.Values.Fill(4);
        }
        var store = new CheckpointStore(_folder.Root, keep: 2, headline: null);
        store.Save(At(1), [group]);

        using var restored = nn.Linear(3, 2);
        using var other = new ParameterGroup(restored, settings, name => name == "bias");
        Assert.True(store.LoadRawWeights(other.Parameters, other.Frozen));
        Assert.Equal((3, 4), (restored.weight!.max().item<float>(), restored.bias!.max().item<float>()));
        Assert.Equal(["weight", "frozen_weights.bias"], other.Layout.Select(p => p.Name));
        Assert.Equal((6, 2, false), (group.Gradients.numel(), group.Frozen!.Values.numel(), restored.bias!.requires_grad));
    }

    private static RunState At(long step) => new(step, 2 * step, TimeSpan.FromSeconds(step), null);

    private string[] Names() => [.. Directory.GetFiles(_folder.Root).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}
