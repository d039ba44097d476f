using LiteVae.Codec.Kernels.Threads;

namespace LiteVae.Codec.Tests.Kernels.Threads;

public sealed class KernelThreadsTests
{
    [Fact]
    public void Every_index_is_visited_once()
    {
        var visits = new int[1000];
        KernelThreads.For(visits.Length, i => Interlocked.Increment(ref visits[i]));
        Assert.All(visits, v => Assert.Equal(1, v));
    }
}
