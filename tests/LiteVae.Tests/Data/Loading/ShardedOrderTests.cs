using CsCheck;
using LiteVae.Data.Loading;
using LiteVae.Distributed;

namespace LiteVae.Tests.Data.Loading;

public sealed class ShardedOrderTests
{
    [Fact]
    public void Every_image_comes_once_an_epoch_whatever_the_sizes() => Gen.Select(Gen.Int[0, 300].Array[1, 60], Gen.ULong, Gen.Long[0, 5]).Where((sizes, _, _) => sizes.Sum() > 0).Sample((sizes, seed, epoch) =>
    {
        var order = new ShardedOrder(sizes, seed);
        var seen = new bool[order.Count];
        for (var place = 0L; place < order.Count; place++)
        {
            var index = order.IndexAt(epoch, place);
            Assert.False(seen[index]);
            seen[index] = true;
        }
        Assert.Equal(sizes.Sum(), order.Count);
    }, iter: 60);

    [Fact]
    public void Ten_thousand_shards_are_reached_at_any_place_at_once_and_each_image_once_an_epoch()
    {
        const int shards = 10_000;
        int[] sizes = [.. Enumerable.Range(0, shards).Select(i => 50 + (i % 101))];
        var order = new ShardedOrder(sizes, 7);
        var seen = new System.Collections.BitArray((int)order.Count);
        for (var place = 0L; place < order.Count; place++)
        {
            var index = (int)order.IndexAt(3, place);
            Assert.False(seen[index]);
            seen[index] = true;
        }
        // Another one, asked for a single place, says the same: nothing was carried along.
        var fresh = new ShardedOrder(sizes, 7);
        Assert.Equal(order.IndexAt(3, 654_321), fresh.IndexAt(3, 654_321));
    }

    [Fact]
    public void Few_shards_are_read_at_a_time_and_their_images_are_mixed()
    {
        const int shards = 160;
        const int size = 1000;
        var order = new ShardedOrder([.. Enumerable.Repeat(size, shards)], 11);
        const int batch = 256;
        var distinct = new List<int>();
        for (var at = 0L; at + batch <= order.Count; at += batch)
        {
            long[] images = [.. Enumerable.Range(0, batch).Select(i => order.IndexAt(0, at + i))];
            distinct.Add(images.Select(i => i / size).Distinct().Count());
        }
        // A batch of 256 that is drawn from 16 shards has nearly all of them; one at the border of two groups has those of both.
        Assert.True(distinct.Max() <= 2 * ShardedOrder.GroupSize, $"{distinct.Max()} shards");
        Assert.True(distinct.Average() > 14, $"{distinct.Average()} shards on average");
        // Neighbors in a tar are no neighbors in time: of pairs that follow each other, 7 in 1000 are of one run of 16; 2048 images have 128 runs.
        var pairs = Enumerable.Range(1, 100_000).Count(p => Math.Abs(order.IndexAt(0, p) - order.IndexAt(0, p - 1)) < ShardedOrder.RunLength);
        Assert.InRange(pairs, 400, 1200);
    }

    [Fact]
    public void Batches_of_64_from_ten_thousand_shards_are_mixed_as_documented()
    {
        const int shards = 10_000;
        const int size = 1024;
        const int batch = 64;
        var order = new ShardedOrder([.. Enumerable.Repeat(size, shards)], 13);
        var (batches, tars, neighbors) = (0, 0, 0);
        for (var at = 0L; at + batch <= order.Count; at += 401 * batch)
        {
            long[] images = [.. Enumerable.Range(0, batch).Select(i => order.IndexAt(2, at + i))];
            batches++;
            tars += images.Select(i => i / size).Distinct().Count();
            neighbors += images.GroupBy(i => i / ShardedOrder.RunLength).Sum(run => run.Count() * (run.Count() - 1) / 2);
        }
        // Of the 2016 pairs of a batch, 15 in 2047 are of one run. 64 draws from 16 equally common tars would have 15.7 of them; the runs of a buffer are not spread that evenly.
        Assert.InRange(neighbors / (batches * 2016.0), 0.95 * 15 / 2047, 1.05 * 15 / 2047);
        Assert.InRange(tars / (double)batches, 15.3, 15.6);
    }

    [Fact]
    public void Where_an_image_comes_in_an_epoch_is_spread_evenly()
    {
        // Chi-squared over ten parts of the epoch, 2000 epochs, one image: 99.99 % of fair orders stay below 33.7.
        const int epochs = 2000;
        int[] sizes = [.. Enumerable.Repeat(10, 100)];
        var order = new ShardedOrder(sizes, 3);
        foreach (var image in new[] { 0L, 555, 999 })
        {
            var parts = new int[10];
            for (var epoch = 0; epoch < epochs; epoch++)
                parts[Enumerable.Range(0, 1000).First(p => order.IndexAt(epoch, p) == image) / 100]++;
            Assert.True(parts.Sum(n => Math.Pow(n - (epochs / 10), 2) / (epochs / 10)) < 33.7, string.Join(',', parts));
        }
    }

    [Fact]
    public void A_set_that_fits_a_buffer_is_shuffled_as_a_whole()
    {
        // How often image i comes before image i + 1, which lies beside it: half of the time.
        var order = new ShardedOrder([400], 5);
        var before = 0;
        for (var epoch = 0; epoch < 50; epoch++)
        {
            var places = new int[400];
            for (var place = 0; place < 400; place++)
                places[order.IndexAt(epoch, place)] = place;
            before += Enumerable.Range(0, 399).Count(i => places[i] < places[i + 1]);
        }
        Assert.InRange(before / (50.0 * 399), 0.48, 0.52);
    }

    [Fact]
    public void Epochs_and_seeds_differ()
    {
        long[] Order(ulong seed, long epoch)
        {
            var order = new ShardedOrder([100, 100, 100], seed);
            return [.. Enumerable.Range(0, 300).Select(p => order.IndexAt(epoch, p))];
        }
        Assert.Equal(Order(1, 0), Order(1, 0));
        Assert.NotEqual(Order(1, 0), Order(1, 1));
        Assert.NotEqual(Order(1, 0), Order(2, 0));
    }

    [Fact]
    public void What_is_told_to_be_read_ahead_is_what_comes_next()
    {
        var told = new List<IReadOnlyList<(long First, int Count)>>();
        var order = new ShardedOrder([.. Enumerable.Repeat(500, 40)], 9, told.Add);
        HashSet<long> expected = [];
        for (var place = 0L; place < order.Count; place++)
        {
            var before = told.Count;
            order.Reach(0, place, RankShare.Whole);
            if (told.Count > before && told.Count > 1)
            {
                Assert.Empty(expected);
                expected = [.. told[^2].SelectMany(r => Enumerable.Range(0, r.Count).Select(i => r.First + i))];
            }
            Assert.True(told.Count == 1 || expected.Remove(order.IndexAt(0, place)), $"place {place}");
        }
        Assert.InRange(told.Count, 9, 13);
        Assert.All(told, runs => Assert.InRange(runs.Count, 1, ShardedOrder.BufferRuns));
    }

    [Fact]
    public void Ranks_together_read_ahead_what_one_process_would_and_each_run_once()
    {
        int[] sizes = [.. Enumerable.Repeat(500, 40)];
        List<IReadOnlyList<(long First, int Count)>> Told(RankShare share)
        {
            var told = new List<IReadOnlyList<(long First, int Count)>>();
            var order = new ShardedOrder(sizes, 9, told.Add);
            for (var place = 0L; place < order.Count; place++)
                order.Reach(0, place, share);
            return told;
        }
        var whole = Told(RankShare.Whole);
        var ranks = Enumerable.Range(0, 3).Select(rank => Told(new RankShare(rank, 3))).ToArray();
        Assert.All(ranks, told => Assert.Equal(whole.Count, told.Count));
        for (var buffer = 0; buffer < whole.Count; buffer++)
        {
            Assert.Equal(whole[buffer].Order(), ranks.SelectMany(told => told[buffer]).Order());
            Assert.All(ranks, told => Assert.InRange(told[buffer].Count, whole[buffer].Count / 3, (whole[buffer].Count / 3) + 1));
        }
    }

    [Fact]
    public void Two_sources_in_one_epoch_are_mixed_evenly()
    {
        var order = new MixedOrder(new ShardedOrder([90, 60], 1), new UniformOrder(50, 2));
        long[] images = [.. Enumerable.Range(0, 200).Select(p => order.IndexAt(4, p))];
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), images.Order());
        Assert.All(images.Chunk(4), four => Assert.Equal(1, four.Count(i => i >= 150)));
    }
}
