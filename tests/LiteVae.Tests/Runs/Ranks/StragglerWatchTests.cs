using LiteVae.Runs.Ranks;

namespace LiteVae.Tests.Runs.Ranks;

public sealed class StragglerWatchTests
{
    [Fact]
    public void A_rank_that_is_slow_step_after_step_is_named_once()
    {
        var watch = new StragglerWatch(3);
        string[] said = [.. Enumerable.Range(0, 60).Select(_ => watch.Observe([0.1, 0.3, 0.1])).OfType<string>()];
        Assert.Equal(["rank 1 takes 0.30 s for its part of a step, where the others take 0.10 s: all ranks wait for it"], said);
    }

    [Fact]
    public void A_single_slow_step_says_nothing()
    {
        var watch = new StragglerWatch(2);
        Assert.All(Enumerable.Range(0, 100), step => Assert.Null(watch.Observe([0.1, step % 20 == 0 ? 0.5 : 0.1])));
    }

    [Fact]
    public void Alone_no_rank_is_slow()
    {
        var watch = new StragglerWatch(1);
        Assert.All(Enumerable.Range(0, 50), step => Assert.Null(watch.Observe([step])));
    }
}
