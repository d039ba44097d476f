using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Pictures;

namespace LiteVae.Tests.Data.Loading;

public sealed class SequentialReadAheadTests
{
    [Fact]
    public void Runs_are_cut_where_files_end()
    {
        using var source = new Recorded(3, 0, 4, 5);
        SequentialReadAhead.Tell(source, [(1, 4), (6, 1), (7, 5)]);
        Assert.Equal([(1, 2), (3, 2), (6, 1), (7, 5)], source.Told);
    }

    [Fact]
    public void An_evaluation_tells_of_every_image_before_it_asks_for_it()
    {
        using var source = new Recorded(700, 900);
        ReconstructionEvaluator.Evaluate([new CodecCandidate("copy", 1, x => x.alias())], source, new EvaluationOptions { BatchSize = 8, Metrics = ["psnr"] });
        Assert.Equal(1600, source.Asked);
        Assert.Equal(0, source.Unannounced);
        Assert.Equal(Enumerable.Range(0, 1600).Select(i => (long)i), source.Told.SelectMany(run => Enumerable.Range(0, run.Count).Select(i => run.First + i)));
    }

    private sealed class Recorded(params int[] sizes) : IImageSource, IShardedSource
    {
        private readonly HashSet<long> _announced = [];

        public string Description => "recorded";

        public long? Count => sizes.Sum();

        public SkippedImages Skipped { get; } = new();

        public IReadOnlyList<int> ShardSizes => sizes;

        public List<(long First, int Count)> Told { get; } = [];

        public int Asked { get; private set; }

        public int Unannounced { get; private set; }

        public string NameOf(long index) => $"{index}";

        public RgbImage? TryLoad(long index, in LoadOptions options)
        {
            Asked++;
            Unannounced += _announced.Contains(index) ? 0 : 1;
            return new RgbImage(8, 8);
        }

        public void ReadAhead(IReadOnlyList<(long First, int Count)> runs)
        {
            Told.AddRange(runs);
            _announced.UnionWith(runs.SelectMany(run => Enumerable.Range(0, run.Count).Select(i => run.First + i)));
        }

        public void Dispose()
        {
        }
    }
}
