using LiteVae.Distributed;

namespace LiteVae.Tests.Distributed;

public sealed class RankShareTests
{
    [Fact]
    public void Parts_follow_each_other_and_are_the_whole()
    {
        Assert.Equal([(0, 4), (4, 4), (8, 4)], Enumerable.Range(0, 3).Select(rank => new RankShare(rank, 3).EvenPart(12)));
        Assert.Equal((0, 7), RankShare.Whole.EvenPart(7));
        Assert.True(RankShare.Whole.IsWhole);
    }

    [Fact]
    public void What_cannot_be_divided_evenly_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => new RankShare(0, 3).EvenPart(10));
        Assert.StartsWith("10 items cannot be divided evenly among 3 ranks.", e.Message, StringComparison.Ordinal);
    }
}
