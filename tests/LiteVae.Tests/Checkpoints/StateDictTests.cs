using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LiteVae.Tests.Checkpoints;

public sealed class StateDictTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Sequential Network() =>
        nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("norm", new BatchNormalization(4)), ("out", nn.Conv2d(4, 2, 1, bias: false)));

    private SafetensorsFile File(Dictionary<string, Tensor> tensors)
    {
        SafetensorsWriter.Write(_folder.File("m.safetensors"), tensors);
        return SafetensorsFile.Open(_folder.File("m.safetensors"));
    }

    [Fact]
    public void Names_are_those_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        Assert.Equal(
            ["conv.bias", "conv.weight", "norm.bias", "norm.num_batches_tracked", "norm.running_mean", "norm.running_var", "norm.weight", "out.weight"],
            StateDict.Of(network).Keys.Order(StringComparer.Ordinal));
        Assert.All(StateDict.Of(network, "encoder.").Keys, k => Assert.StartsWith("encoder.", k, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("encoder.")]
    public void Saving_and_loading_brings_the_values_back(string prefix)
    {
        using var scope = NewDisposeScope();
        using var one = Network();
        using var two = Network();
        nn.init.normal_(one.state_dict()["norm.running_mean"]);
        using var file = File(StateDict.Of(one, prefix));
        StateDict.Load(two, file, prefix);
        foreach (var (name, value) in StateDict.Of(one))
            Assert.True(value.Equals(StateDict.Of(two)[name]), name);
        Assert.All(two.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void Views_share_memory_and_carry_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var view = StateDict.Of(network)["out.weight"];
        Assert.False(view.requires_grad);
        view.Fill(7);
        Assert.Equal(7 * 8, network.state_dict()["out.weight"].sum().item<float>());
    }

    [Fact]
    public void Loading_is_in_place()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var before = StateDict.Of(network)["out.weight"];
        var tensors = StateDict.Of(network).ToDictionary(t => t.Key, t => ones_like(t.Value));
        using var file = File(tensors);
        StateDict.Load(network, file);
        Assert.Equal(8, before.sum().item<float>());
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Floating_point_types_are_converted(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var network = nn.Linear(2, 1);
        using var file = File(new() { ["weight"] = tensor(new[,] { { 0.5f, -2f } }).to_type(type), ["bias"] = tensor(new[] { 4f }).to_type(type) });
        StateDict.Load(network, file);
        Assert.Equal(ScalarType.Float32, network.weight.dtype);
        Assert.Equal([0.5f, -2f], network.weight.data<float>().ToArray());
    }

    [Fact]
    public void All_problems_are_named_at_once_and_nothing_is_changed()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var before = StateDict.Of(network)["out.weight"].clone();
        var tensors = StateDict.Of(network).ToDictionary(t => t.Key, t => zeros_like(t.Value));
        tensors.Remove("conv.bias");
        tensors["conv.weight"] = zeros(4, 3, 1, 1);
        tensors["extra"] = zeros(1);
        tensors["norm.num_batches_tracked"] = tensor(1f);
        using var file = File(tensors);
        var error = Assert.Throws<CheckpointException>(() => StateDict.Load(network, file));
        Assert.Equal(4, error.Problems.Count);
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("missing 'conv.bias' [4]", error.Message, StringComparison.Ordinal);
        Assert.Contains("'conv.weight' is [4,3,1,1], expected [4,3,3,3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("'norm.num_batches_tracked' is Float32, expected Int64", error.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected 'extra'", error.Message, StringComparison.Ordinal);
        Assert.True(before.Equals(StateDict.Of(network)["out.weight"]));
    }

    [Fact]
    public void What_is_unexpected_can_be_allowed_and_other_prefixes_are_ignored()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Linear(2, 1);
        var tensors = StateDict.Of(network, "a.");
        tensors["b.weight"] = zeros(1);
        using (var file = File(tensors))
            StateDict.Load(network, file, "a.");
        tensors["a.extra"] = zeros(1);
        using var withExtra = File(tensors);
        Assert.Throws<CheckpointException>(() => StateDict.Load(network, withExtra, "a."));
        StateDict.Load(network, withExtra, "a.", allowUnexpected: true);
    }

    [Fact]
    public void Missing_arguments_are_named()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Linear(2, 1);
        using var file = File(StateDict.Of(network));
        Assert.Equal("module", Assert.Throws<ArgumentNullException>(() => StateDict.Load(null!, file)).ParamName);
        Assert.Equal("file", Assert.Throws<ArgumentNullException>(() => StateDict.Load(network, null!)).ParamName);
        Assert.Equal("prefix", Assert.Throws<ArgumentNullException>(() => StateDict.Load(network, file, null!)).ParamName);
        Assert.Equal("module", Assert.Throws<ArgumentNullException>(() => StateDict.Of(null!)).ParamName);
        Assert.Equal("prefix", Assert.Throws<ArgumentNullException>(() => StateDict.Of(network, null!)).ParamName);
    }

    [Fact]
    public void Whole_numbers_are_no_weights_and_weights_no_whole_numbers()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Linear(2, 1);
        var tensors = StateDict.Of(network);
        tensors["bias"] = tensor(new[] { 1 });
        using (var file = File(tensors))
            Assert.Equal(["'bias' is Int32, expected Float32"], Assert.Throws<CheckpointException>(() => StateDict.Load(network, file)).Problems);

        using var counting = new BatchNormalization(1);
        tensors = StateDict.Of(counting);
        tensors["num_batches_tracked"] = tensor(3);
        using var other = File(tensors);
        var error = Assert.Throws<CheckpointException>(() => StateDict.Load(counting, other));
        Assert.Equal(["'num_batches_tracked' is Int32, expected Int64"], error.Problems);
        Assert.Contains("(1 problem)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_source_of_tensors_will_do()
    {
        using var scope = NewDisposeScope();
        using var one = nn.Linear(3, 2);
        using var two = nn.Linear(3, 2);
        using var source = new ModuleTensors(one);
        Assert.Equal(one.GetName(), source.Name);
        StateDict.Load(two, source);
        Assert.True(two.weight!.Equals(one.weight!) && two.bias!.Equals(one.bias!));
    }
}
