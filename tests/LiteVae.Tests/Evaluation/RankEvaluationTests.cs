using LiteVae.Autoencoders;
using LiteVae.Distributed;
using LiteVae.Distributed.Local;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Inference;

namespace LiteVae.Tests.Evaluation;

/// <summary>Evaluation on several ranks, which are threads here.</summary>
public sealed class RankEvaluationTests
{
    private static readonly EvaluationOptions Options = new()
    {
        Resolution = 32,
        BatchSize = 3,
        FeatureMaps = true,
        Metrics = ["psnr", "ssim", "rate", "mmd", "latents", "spectrum", "equivariance"],
    };

    private static readonly Lock Generator = new();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)] // more ranks than blocks of images
    public void Figures_are_those_of_one_process(int size)
    {
        var alone = Evaluate(SingleRank.Instance);
        IReadOnlyList<ReconstructionResult>? shared = null;
        LocalRanks.Run(size, communicator =>
        {
            var results = Evaluate(communicator);
            Assert.Equal(communicator.Rank == 0 ? 2 : 0, results.Count);
            if (communicator.Rank == 0)
                shared = results;
        });
        foreach (var (expected, actual) in alone.Zip(shared!))
        {
            Assert.Equal(expected.Metrics.Keys, actual.Metrics.Keys);
            Assert.All(expected.Metrics, m => Assert.Equal(m.Value, actual.Metrics[m.Key]));
            Assert.Equal(expected.Indices, actual.Indices);
            Assert.Equal(10, actual.Indices.Count);
            Assert.All(expected.Values, v => Assert.Equal(v.Value, actual.Values[v.Key]));
            Assert.Equal(expected.FeatureMaps?.Ratios, actual.FeatureMaps?.Ratios);
            Assert.Equal(expected.Latents?.StandardDeviation(), actual.Latents?.StandardDeviation());
            Assert.Equal((expected.Skipped, expected.Partial), (actual.Skipped, actual.Partial));
        }
    }

    [Fact]
    public void Each_image_is_measured_once_and_one_that_cannot_be_read_is_named_on_rank_0()
    {
        var seen = new List<long>();
        LocalRanks.Run(2, communicator =>
        {
            using var source = Pictures();
            using var model = Model();
            using var codec = LiteVaeCodec.Create(model, new());
            var results = ReconstructionEvaluator.Evaluate([new AutoencoderCandidate("model", codec)], source, Options with { Metrics = ["psnr"] }, made: batch =>
            {
                lock (seen)
                    seen.AddRange(batch.Indices);
            }, communicator: communicator);
            if (communicator.Rank == 0)
            {
                Assert.Equal(1, results[0].Skipped);
                Assert.Equal([4L], Enumerable.Range(0, 11).Select(i => (long)i).Except(results[0].Indices));
                Assert.Single(source.Skipped.Named);
            }
        });
        Assert.Equal([0L, 1, 2, 3, 5, 6, 7, 8, 9, 10], seen.Order());
    }

    [Fact]
    public void A_rank_that_is_asked_to_stop_stops_all_with_the_figures_so_far()
    {
        LocalRanks.Run(2, communicator =>
        {
            using var stop = new CancellationTokenSource();
            using var source = Pictures();
            using var model = Model();
            using var codec = LiteVaeCodec.Create(model, new());
            var results = ReconstructionEvaluator.Evaluate([new AutoencoderCandidate("model", codec)], source, Options with { Metrics = ["psnr"] }, made: batch =>
            {
                if (batch.Indices[0] == 9) // the second block of rank 1
                    stop.Cancel();
            }, cancellationToken: stop.Token, communicator: communicator);
            if (communicator.Rank == 0)
            {
                Assert.True(results[0].Partial);
                Assert.Equal([0L, 1, 2, 3, 5], results[0].Indices);
            }
        });
    }

    private static IReadOnlyList<ReconstructionResult> Evaluate(ICommunicator communicator)
    {
        using var source = Pictures();
        using var model = Model();
        using var codec = LiteVaeCodec.Create(model, new());
        return ReconstructionEvaluator.Evaluate(
            [new AutoencoderCandidate("model", codec), .. CodecCandidate.SameBudget(4, 8).Take(1)], source, Options, communicator: communicator);
    }

    // Eleven pictures, of which the fifth cannot be read.
    private static PictureSource Pictures() => new([.. Enumerable.Range(0, 11).Select(i => i == 4 ? (0, 0) : (32, 32))]);

    // Networks are made from libtorch's global generator, which threads would draw from at the same time.
    private static Autoencoder Model()
    {
        lock (Generator)
            return TinyModel.Create(5);
    }
}
