using LiteVae.Data.Loading;

namespace LiteVae.Tests.Data.Loading;

public sealed class PrefetcherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    [InlineData(3, 50)]
    public void Items_come_in_the_order_of_their_requests_whoever_is_first(int workers, int capacity)
    {
        using var prefetcher = new Prefetcher<int, string>(
            Enumerable.Range(0, 60),
            (i, _) =>
            {
                Thread.Sleep(i % 5 == 0 ? 3 : 0); // some take longer than those after them
                return $"item {i}";
            },
            workers, capacity, "test");
        for (var i = 0; i < 60; i++)
        {
            Assert.True(prefetcher.TryNext(out var item, Cancellation));
            Assert.Equal($"item {i}", item);
        }
        Assert.False(prefetcher.TryNext(out _, Cancellation));
        Assert.False(prefetcher.TryNext(out _, Cancellation));
    }

    [Fact]
    public void No_more_is_loaded_ahead_than_the_capacity()
    {
        var loads = 0;
        using var prefetcher = new Prefetcher<int, int>(Endless(), (i, _) => Load(ref loads, i), workers: 4, capacity: 7, "test");
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref loads) >= 7, TimeSpan.FromSeconds(10)));
        Thread.Sleep(100);
        Assert.Equal(7, Volatile.Read(ref loads));
        Assert.True(prefetcher.TryNext(out var first, Cancellation));
        Assert.Equal(0, first);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref loads) >= 8, TimeSpan.FromSeconds(10)));
        Thread.Sleep(100);
        Assert.Equal(8, Volatile.Read(ref loads));
    }

    [Fact]
    public void An_error_takes_the_place_of_its_item()
    {
        using var prefetcher = new Prefetcher<int, int>(Enumerable.Range(0, 10), (i, _) => i == 3 ? throw new InvalidDataException("three") : i, workers: 3, capacity: 10, "test");
        for (var i = 0; i < 3; i++)
        {
            Assert.True(prefetcher.TryNext(out var item, Cancellation));
            Assert.Equal(i, item);
        }
        for (var i = 0; i < 2; i++) // asking again gives the same answer
            Assert.Equal("three", Assert.Throws<InvalidDataException>(() => prefetcher.TryNext(out _, Cancellation)).Message);
    }

    [Fact]
    public void An_error_of_the_requests_comes_after_the_items_before_it()
    {
        static IEnumerable<int> Requests()
        {
            yield return 5;
            throw new InvalidDataException("no more");
        }
        using var prefetcher = new Prefetcher<int, int>(Requests(), (i, _) => i, workers: 2, capacity: 4, "test");
        Assert.True(prefetcher.TryNext(out var item, Cancellation));
        Assert.Equal(5, item);
        Assert.Throws<InvalidDataException>(() => prefetcher.TryNext(out _, Cancellation));
    }

    [Fact]
    public void Waiting_can_be_canceled_and_the_item_stays_in_its_place()
    {
        using var gate = new ManualResetEventSlim();
        using var prefetcher = new Prefetcher<int, int>(Enumerable.Range(0, 2), (i, _) => Wait(gate, i), workers: 1, capacity: 1, "test");
        using var cancellation = new CancellationTokenSource(50);
        Assert.Throws<OperationCanceledException>(() => prefetcher.TryNext(out _, cancellation.Token));
        gate.Set();
        Assert.True(prefetcher.TryNext(out var item, Cancellation));
        Assert.Equal(0, item);
    }

    [Fact]
    public async Task Disposal_cancels_loads_ends_waiting_and_disposes_of_what_nobody_took()
    {
        var made = new System.Collections.Concurrent.ConcurrentBag<Item>();
        var prefetcher = new Prefetcher<int, Item>(
            Endless(),
            (i, cancellationToken) =>
            {
                if (i == 0)
                {
                    cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)); // an item that takes long
                    cancellationToken.ThrowIfCancellationRequested();
                }
                var item = new Item();
                made.Add(item);
                return item;
            },
            workers: 2, capacity: 5, "test");
        var waiting = Task.Run(() => prefetcher.TryNext(out _, Cancellation), Cancellation);
        Assert.True(SpinWait.SpinUntil(() => made.Count == 4, TimeSpan.FromSeconds(10)));
        await Task.Run(prefetcher.Dispose, Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.All(made, item => Assert.True(item.IsDisposed));
        Assert.Throws<ObjectDisposedException>(() => prefetcher.TryNext(out _, Cancellation));
        prefetcher.Dispose();
    }

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++)
            yield return i;
    }

    private static int Load(ref int loads, int item)
    {
        Interlocked.Increment(ref loads);
        return item;
    }

    private static int Wait(ManualResetEventSlim gate, int item)
    {
        gate.Wait(TimeSpan.FromSeconds(20));
        return item;
    }

    private sealed class Item : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
