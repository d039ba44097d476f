using LiteVae.Runtime;

namespace LiteVae.Tests.Runtime;

public sealed class ThreadSharesTests
{
    [Fact]
    public void Each_body_has_a_thread_of_its_own_with_its_share_of_the_processor_threads()
    {
        using var threads = new ProcessorThreads(6);
        using var shares = new ThreadShares(3);
        Assert.Equal(3, shares.Count);
        Assert.Equal(6, TorchRuntime.Threads);
        using var together = new Barrier(3);
        for (var round = 0; round < 2; round++)
        {
            var (counts, ids) = (new int[3], new int[3]);
            shares.Run(i =>
            {
                Assert.True(together.SignalAndWait(TimeSpan.FromMinutes(1)), "The bodies do not run at the same time.");
                (counts[i], ids[i]) = (TorchRuntime.Threads, Environment.CurrentManagedThreadId);
            });
            Assert.Equal([2, 2, 2], counts);
            Assert.Equal(4, ids.Append(Environment.CurrentManagedThreadId).Distinct().Count());
        }
        Assert.Equal(6, TorchRuntime.Threads);
    }

    [Fact]
    public void The_first_exception_is_thrown_once_all_bodies_have_ended_and_the_threads_go_on()
    {
        using var threads = new ProcessorThreads(3);
        using var shares = new ThreadShares(3);
        var ended = 0;
        var error = Assert.Throws<InvalidDataException>(() => shares.Run(i =>
        {
            Thread.Sleep(i == 2 ? 50 : 0);
            Interlocked.Increment(ref ended);
            if (i > 0)
                throw new InvalidDataException($"share {i}");
        }));
        Assert.Equal(("share 1", 3), (error.Message, ended));
        shares.Run(_ => Interlocked.Increment(ref ended));
        Assert.Equal(6, ended);
    }
}
