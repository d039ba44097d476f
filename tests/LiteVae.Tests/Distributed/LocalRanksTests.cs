using System.Collections.Concurrent;
using LiteVae.Distributed;
using LiteVae.Distributed.Local;

namespace LiteVae.Tests.Distributed;

public sealed class LocalRanksTests
{
    [Fact]
    public void Sums_reach_all_ranks()
    {
        LocalRanks.Run(3, ranks =>
        {
            float[] singles = [ranks.Rank, 1];
            double[] doubles = [ranks.Rank * 0.5];
            ranks.Sum(singles);
            ranks.Sum(doubles);
            Assert.Equal([3, 3], singles);
            Assert.Equal([1.5], doubles);
            Assert.Equal((3, ranks.Rank), (ranks.Size, ranks.LocalRank));
        });
    }

    [Fact]
    public void Bytes_are_broadcast_and_gathered_in_the_order_of_the_ranks()
    {
        LocalRanks.Run(3, ranks =>
        {
            byte[] bytes = [(byte)(10 + ranks.Rank)];
            ranks.Broadcast(bytes, root: 2);
            Assert.Equal([12], bytes);
            ranks.Barrier();
            var gathered = ranks.Gather(new byte[ranks.Rank], root: 1);
            Assert.Equal(ranks.Rank == 1, gathered is not null);
            if (gathered is not null)
                Assert.Equal([0, 1, 2], gathered.Select(g => g.Length));
        });
    }

    [Fact]
    public void A_rank_that_waits_for_one_that_failed_fails_too()
    {
        var e = Assert.Throws<AggregateException>(() => LocalRanks.Run(2, ranks =>
        {
            if (ranks.Rank == 1)
                throw new InvalidDataException("spoiled");
            ranks.Barrier();
        }));
        Assert.Equal("rank 1 failed: spoiled", Assert.Single(e.InnerExceptions.OfType<CommunicationException>()).Message);
    }

    [Fact]
    public void Calls_that_do_not_match_are_refused()
    {
        var messages = new ConcurrentBag<string>();
        Assert.ThrowsAny<Exception>(() => LocalRanks.Run(2, ranks =>
        {
            try
            {
                if (ranks.Rank == 0)
                    ranks.Barrier();
                else
                    ranks.Broadcast([1]);
            }
            catch (CommunicationException e)
            {
                messages.Add(e.Message);
                throw;
            }
        }));
        Assert.Contains(messages, m => m.Contains("Barrier, Broadcast", StringComparison.Ordinal));
    }

    [Fact]
    public void A_process_alone_has_the_sums_already()
    {
        var alone = SingleRank.Instance;
        float[] values = [4];
        alone.Sum(values);
        alone.Barrier();
        Assert.Equal([4], values);
        Assert.Equal([[1, 2]], alone.Gather([1, 2]));
        Assert.Equal((0, 1), (alone.Rank, alone.Size));
    }
}
