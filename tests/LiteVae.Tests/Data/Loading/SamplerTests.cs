using CsCheck;
using LiteVae.Data.Loading;

namespace LiteVae.Tests.Data.Loading;

public sealed class SamplerTests
{
    [Fact]
    public void Every_image_is_seen_once_per_epoch() => Gen.Select(Gen.Long[1, 700], Gen.ULong, Gen.Long[0, 50]).Sample((count, seed, epoch) =>
    {
        var sampler = new Sampler(count, seed);
        var seen = Enumerable.Range(0, (int)count).Select(i => sampler.IndexAt((epoch * count) + i)).Order();
        Assert.Equal(Enumerable.Range(0, (int)count).Select(i => (long)i), seen);
    });

    [Fact]
    public void Every_image_stands_in_once_for_a_broken_one() => Gen.Select(Gen.Long[1, 300], Gen.ULong, Gen.Long[0, 100000]).Sample((count, seed, position) =>
    {
        var sampler = new Sampler(count, seed);
        var seen = Enumerable.Range(0, (int)count).Select(i => sampler.SubstituteAt(position, i)).Distinct();
        Assert.Equal(count, seen.Count());
    });

    [Fact]
    public void Epochs_and_seeds_have_orders_of_their_own()
    {
        long[] Order(ulong seed, int epoch) => [.. Enumerable.Range(0, 100).Select(i => new Sampler(100, seed).IndexAt((epoch * 100) + i))];
        Assert.Equal(Order(5, 3), Order(5, 3));
        Assert.NotEqual(Order(5, 3), Order(5, 4));
        Assert.NotEqual(Order(5, 3), Order(6, 3));
    }

    [Fact]
    public void Orders_are_spread_evenly()
    {
        // Where image 0 comes in the epoch: chi-squared over 10 places, 2000 epochs; 99.99 % of fair orders stay below 33.7.
        const int Count = 10;
        const int Epochs = 2000;
        var places = new int[Count];
        var sampler = new Sampler(Count, 42);
        for (var epoch = 0; epoch < Epochs; epoch++)
            places[Enumerable.Range(0, Count).Single(i => sampler.IndexAt(((long)epoch * Count) + i) == 0)]++;
        Assert.True(places.Sum(n => Math.Pow(n - (Epochs / Count), 2) / (Epochs / Count)) < 33.7, string.Join(',', places));
    }

    [Fact]
    public void Endless_sets_are_sampled_within_range() => Gen.Select(Gen.ULong, Gen.Long[0, long.MaxValue - 1]).Sample((seed, position) =>
        Assert.InRange(new Sampler(long.MaxValue, seed).IndexAt(position), 0, long.MaxValue - 1));

    [Fact]
    public void Seeds_of_positions_differ()
    {
        var sampler = new Sampler(10, 1);
        Assert.Equal(10000, Enumerable.Range(0, 10000).Select(i => sampler.SeedAt(i)).Distinct().Count());
    }
}
