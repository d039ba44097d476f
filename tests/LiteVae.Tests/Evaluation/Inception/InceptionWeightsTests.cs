using LiteVae.Checkpoints;
using LiteVae.Codec.Models.Files;
using LiteVae.Evaluation.Inception;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Inception;

/// <summary>Files made here, with the names and shapes of the published one.</summary>
public sealed class InceptionWeightsTests : IDisposable
{
    private readonly WeightsEnvironment _weights = new();

    public void Dispose() => _weights.Dispose();

    [Fact]
    public void Features_are_those_of_the_file()
    {
        using var scope = NewDisposeScope();
        var weights = Write();
        using var features = InceptionFeatures.FromWeights(FidConvention.CleanFid);
        using var expected = new InceptionFeatures(weights, FidConvention.CleanFid);
        Assert.Equal(FidConvention.CleanFid, features.Convention);
        var images = FormulaTensors.Make([1, 3, 40, 56], 5).@float();
        Assert.True(expected.Of(images).Same(features.Of(images)));
    }

    [Fact]
    public void Missing_weights_are_told_with_the_command_that_brings_them() =>
        Assert.Contains("\"litevae weights fetch inception-fid\"", Assert.Throws<CheckpointException>(() => InceptionFeatures.FromWeights()).Message);

    [Fact]
    public void Tensors_that_do_not_fit_are_named_with_their_file()
    {
        using var scope = NewDisposeScope();
        Write("Mixed_7a.branch3x3_1.bn.bias");
        var message = Assert.Throws<CheckpointException>(() => InceptionFeatures.FromWeights()).Message;
        Assert.StartsWith(_weights["inception-fid.pth"], message, StringComparison.Ordinal);
        Assert.Contains("Mixed_7a.branch3x3_1.bn.bias is missing", message);
    }

    private Dictionary<string, Tensor> Write(string? without = null)
    {
        using var network = new InceptionV3();
        var weights = network.state_dict().ToDictionary(t => t.Key, t => t.Value.detach().clone());
        Assert.All(weights.Where(w => w.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)), w => Assert.Empty(w.Value.shape)); // as PyTorch's
        weights["fc.weight"] = zeros(1008, 2048);
        if (without is not null)
            weights.Remove(without);
        SafetensorsWriter.Write(_weights["inception-fid.pth"], weights);
        return weights;
    }
}
