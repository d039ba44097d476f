using CsCheck;
using LiteVae.Data;
using LiteVae.Data.Procedural;

namespace LiteVae.Tests.Data;

public sealed class RemainingImageSourceTests
{
    [Fact]
    public void All_images_but_those_left_out_follow_each_other() => Gen.Select(Gen.Int[2, 60], Gen.Int[0, 59].Array[0, 12]).Sample((count, drawn) =>
    {
        long[] without = [.. drawn.Where(i => i < count).Distinct().Order().Select(i => (long)i)];
        using var whole = new ProceduralImageSource(1, 8, count);
        using var rest = new RemainingImageSource(whole, without, "the rest");
        Assert.Equal(
            Enumerable.Range(0, count).Where(i => !without.Contains(i)).Select(i => whole.NameOf(i)),
            Enumerable.Range(0, (int)rest.Count!.Value).Select(i => rest.NameOf(i)));
    });

    [Fact]
    public void Shards_are_smaller_by_what_is_left_out_of_each()
    {
        using var whole = new Sharded([3, 0, 4, 2]);
        using var rest = new RemainingImageSource(whole, [0, 2, 6], "the rest");
        Assert.Equal([1, 0, 3, 2], rest.ShardSizes);
        rest.ReadAhead([(1, 3)]);
        Assert.Equal([(3L, 3)], whole.Told);
    }

    private sealed class Sharded(int[] sizes) : IImageSource, IShardedSource
    {
        public List<(long First, int Count)> Told { get; } = [];

        public string Description => "shards";

        public long? Count => sizes.Sum();

        public SkippedImages Skipped { get; } = new();

        public IReadOnlyList<int> ShardSizes => sizes;

        public void ReadAhead(IReadOnlyList<(long First, int Count)> runs) => Told.AddRange(runs);

        public string NameOf(long index) => $"{index}";

        public LiteVae.Pictures.RgbImage? TryLoad(long index, in LoadOptions options) => null;

        public void Dispose()
        {
        }
    }
}
