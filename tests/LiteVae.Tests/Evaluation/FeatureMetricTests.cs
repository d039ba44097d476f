using LiteVae.Checkpoints;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Inception;
using LiteVae.Evaluation.Statistics;
using LiteVae.Losses.Perceptual;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation;

/// <summary>Metrics that need networks, with files of random weights in place of the published ones.</summary>
public sealed class FeatureMetricTests : IDisposable
{
    private readonly WeightsEnvironment _weights = new();

    public FeatureMetricTests()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var inception = new InceptionV3();
        Write("inception-fid", inception.state_dict());
        using var lpips = new Lpips(PerceptualNetwork.Squeeze);
        var state = lpips.state_dict();
        Write("squeezenet1_1", state.Where(t => t.Key.StartsWith("net.", StringComparison.Ordinal)).ToDictionary(t => t.Key["net.".Length..], t => t.Value));
        Write("lpips-squeeze", state.Where(t => t.Key.StartsWith("lin", StringComparison.Ordinal)).ToDictionary(t => t.Key, t => t.Value.abs()));
    }

    public void Dispose() => _weights.Dispose();

    [Fact]
    public void A_copy_is_perfect_and_anything_else_is_not_in_one_pass()
    {
        using var source = PictureSource.Of(3, 40);
        var options = new EvaluationOptions { Metrics = ["lpips", "rfid", "kid"], LpipsNetwork = PerceptualNetwork.Squeeze, BatchSize = 2 };
        ICandidate[] candidates = [new CodecCandidate("copy", 1, x => x.alias()), new CodecCandidate("darker", 1, x => x.Times(0.5).Minus(0.5))];
        var results = ReconstructionEvaluator.Evaluate(candidates, source, options);
        Assert.Equal(["lpips", "rfid", "kid", "kid_std"], results[0].Metrics.Keys);
        Assert.Equal(0, results[0].Metrics["lpips"], 1e-9);
        Assert.InRange(results[0].Metrics["rfid"], 0, 1e-3 * results[1].Metrics["rfid"]);
        Assert.True(results[1].Metrics["rfid"] > 0);
        Assert.True(results[1].Metrics["lpips"] > 0);
        Assert.All(results, r => Assert.Contains("fewer than its 2048 features", Assert.Single(r.Warnings)));
        Assert.Equal(1, MetricDifference.AgainstFirst([results[1], results[0]])[0].Verdict); // less distance is better
    }

    [Fact]
    public void Two_folders_need_no_pairs_for_kid()
    {
        using var images = PictureSource.Of(4, 32);
        using var reference = PictureSource.Of(3, 24);
        var result = FolderComparison.Evaluate("folder", images, reference, new EvaluationOptions { Metrics = ["kid"] });
        Assert.Equal(["kid", "kid_std"], result.Metrics.Keys);
        Assert.Equal(4, result.Images);
    }

    [Fact]
    public void One_image_has_no_distribution()
    {
        using var source = PictureSource.Of(1, 32);
        var result = ReconstructionEvaluator.Evaluate([new CodecCandidate("copy", 1, x => x.alias())], source, new EvaluationOptions { Metrics = ["kid"] })[0];
        Assert.Empty(result.Metrics);
        Assert.Contains("at least 2 images", Assert.Single(result.Warnings));
    }

    private void Write(string name, Dictionary<string, Tensor> tensors) => SafetensorsWriter.Write(_weights[$"{name}.pth"], tensors);
}
