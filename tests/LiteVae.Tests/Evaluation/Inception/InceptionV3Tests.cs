using LiteVae.Evaluation.Distributions;
using LiteVae.Evaluation.Inception;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Inception;

/// <summary>Against torchvision's network, changed to the 2015 graph, with the same weights (tests/fixtures/evaluation/make_metrics.py).</summary>
public sealed class InceptionV3Tests
{
    [Fact]
    public void Features_match_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var network = FormulaTensors.Fill(new InceptionV3());
        var features = network.call(FormulaTensors.Make([1, 3, 91, 107], 5));
        Assert.Equal([1, 2048], features.shape);
        FormulaTensors.AssertEqual(FormulaTensors.Fixture("evaluation/metrics.json")["inception"], features, 1e-8);
    }

    [Fact]
    public void Has_the_published_files_names_and_size()
    {
        using var network = new InceptionV3();
        var names = network.state_dict().Keys;
        Assert.Contains("Conv2d_1a_3x3.conv.weight", names);
        Assert.Contains("Mixed_5b.branch5x5_1.bn.running_mean", names);
        Assert.Contains("Mixed_6e.branch7x7dbl_5.conv.weight", names);
        Assert.Contains("Mixed_7c.branch3x3dbl_3b.bn.running_var", names);
        Assert.Equal(94, names.Count(n => n.EndsWith("conv.weight", StringComparison.Ordinal)));
        // torchvision's 23,834,568 of Inception v3 without its auxiliary head, less its classifier of 1000 classes.
        Assert.Equal(23_834_568 - 2_049_000, network.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Loads_by_name_without_the_counters_and_judges_images()
    {
        using var scope = NewDisposeScope();
        using var source = FormulaTensors.Fill(new InceptionV3());
        var weights = source.state_dict().Where(e => !e.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary();
        weights["fc.weight"] = zeros(1008, 2048);
        using var features = new InceptionFeatures(weights);
        var images = FormulaTensors.Make([2, 3, 40, 56], 5).to_type(ScalarType.Float32);
        var x = features.Of(images);
        Assert.Equal([2, InceptionFeatures.Count], x.shape);
        Assert.False(x.requires_grad);

        var expected = source.call(InceptionInput.Prepare(images, FidConvention.PytorchFid).to_type(ScalarType.Float64));
        Assert.True((x - expected).abs().max().item<double>() < 1e-4 * expected.abs().max().item<double>());

        using var statistics = Statistics(x);
        Assert.Equal(0, FrechetDistance.Between(statistics, statistics), 1e-6);
    }

    [Fact]
    public void Missing_weights_are_named()
    {
        using var source = new InceptionV3();
        var weights = source.state_dict();
        weights.Remove("Mixed_7a.branch3x3_1.bn.bias");
        var error = Assert.Throws<ArgumentException>(() => new InceptionFeatures(weights));
        Assert.Contains("Mixed_7a.branch3x3_1.bn.bias is missing", error.Message);
    }

    [Fact]
    public void Small_inputs_are_refused()
    {
        using var network = new InceptionV3();
        Assert.Contains("got [1,3,74,299]", Assert.Throws<ArgumentException>(() => network.call(zeros(1, 3, 74, 299))).Message);
    }

    private static FrechetStatistics Statistics(Tensor features)
    {
        var statistics = new FrechetStatistics(InceptionFeatures.Count);
        statistics.Add(features);
        return statistics;
    }
}
