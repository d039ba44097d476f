using LiteVae.Codec.Configuration;
using LiteVae.Distributed;
using LiteVae.Distributed.Local;
using LiteVae.Runs;
using LiteVae.Runs.Ranks;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs.Ranks;

public sealed class RankGroupTests
{
    [Fact]
    public void Gradients_become_their_means()
    {
        LocalRanks.Run(4, communicator =>
        {
            using var gradients = ones(5).Times(communicator.Rank);
            new RankGroup(communicator).Reduce(gradients);
            Assert.Equal([1.5f, 1.5f, 1.5f, 1.5f, 1.5f], gradients.data<float>().ToArray());
        });
    }

    [Fact]
    public void Gradients_that_do_not_lie_one_after_the_other_are_averaged_too()
    {
        LocalRanks.Run(2, communicator =>
        {
            using var scope = NewDisposeScope();
            var gradients = tensor(new float[] { 0, 1, 2, 3, 4, 5 }, [2, 3]).Plus(communicator.Rank).t();
            new RankGroup(communicator).Reduce(gradients);
            Assert.Equal([0.5f, 3.5f, 1.5f, 4.5f, 2.5f, 5.5f], gradients.contiguous().data<float>().ToArray());
        });
    }

    [Fact]
    public void Named_numbers_become_their_means_in_whatever_order_they_are_named()
    {
        LocalRanks.Run(2, communicator =>
        {
            var rank = communicator.Rank;
            var values = rank == 0 ? new Dictionary<string, double> { ["a"] = 1, ["b"] = 2 } : new() { ["b"] = 4, ["a"] = 7 };
            var means = new RankGroup(communicator).Average(values);
            Assert.Equal((4.0, 3.0), (means["a"], means["b"]));
        });
    }

    [Fact]
    public void If_one_rank_is_asked_to_stop_all_are()
    {
        LocalRanks.Run(3, communicator =>
        {
            var group = new RankGroup(communicator);
            Assert.False(group.Agree(stop: false, seconds: communicator.Rank));
            Assert.Equal([0, 1, 2], group.Seconds);
            Assert.True(group.Agree(stop: communicator.Rank == 1));
        });
    }

    [Fact]
    public void The_failure_of_one_rank_is_told_to_all_with_its_name()
    {
        var failures = new Exception[3];
        LocalRanks.Run(3, communicator =>
        {
            failures[communicator.Rank] = Assert.ThrowsAny<Exception>(() =>
                new RankGroup(communicator).Agree(stop: false, communicator.Rank == 1 ? new IOException("no room") : null));
        });
        Assert.All(failures, e => Assert.Equal($"rank 1 ({Environment.MachineName}): no room", Assert.IsType<CommunicationException>(e).Message));
        Assert.All(failures, e => Assert.True(RankFailures.IsKnownToAll(e)));
        Assert.IsType<IOException>(failures[1].InnerException);
    }

    [Fact]
    public void A_failure_of_rank_0_keeps_its_type_there()
    {
        var failures = new Exception[2];
        LocalRanks.Run(2, communicator =>
        {
            failures[communicator.Rank] = Assert.ThrowsAny<Exception>(() => communicator.Together(() =>
            {
                if (communicator.Rank == 0)
                    throw new TrainingException("not here");
            }));
        });
        Assert.Equal("not here", Assert.IsType<TrainingException>(failures[0]).Message);
        Assert.EndsWith(": not here", Assert.IsType<CommunicationException>(failures[1]).Message, StringComparison.Ordinal);
        Assert.All(failures, e => Assert.True(RankFailures.IsKnownToAll(e)));
    }

    [Fact]
    public void What_one_rank_made_while_another_failed_is_disposed_of()
    {
        using var made = new Made();
        Assert.Throws<AggregateException>(() => LocalRanks.Run(2, communicator =>
            communicator.Together(() => communicator.Rank == 0 ? made : throw new IOException("none"))));
        Assert.True(made.IsDisposed);
    }

    [Fact]
    public void State_and_weights_of_rank_0_reach_all()
    {
        LocalRanks.Run(2, communicator =>
        {
            LinearRegressionTask task;
            lock (made)
                task = new LinearRegressionTask(LinearRegressionTask.DefaultSettings with { Seed = communicator.Rank });
            using (task)
            {
                var group = new RankGroup(communicator);
                var e = Record.Exception(() => group.CompareWeights(task.Groups, 7));
                Assert.Equal("After step 7 the weights of rank 1 are no longer those of rank 0", e!.Message.Split(':')[0]);
                var state = group.Broadcast(communicator.Rank == 0 ? new RunState(3, 12, TimeSpan.FromSeconds(5), double.NaN) : RunState.Start, task.Groups);
                Assert.Equal((3, 12, TimeSpan.FromSeconds(5), double.NaN), (state.Step, state.Images, state.Elapsed, state.Score!.Value));
                group.CompareWeights(task.Groups, 8);
            }
        });
    }

    [Fact]
    public void Batches_that_cannot_be_divided_are_refused_by_their_place()
    {
        LocalRanks.Run(2, communicator =>
        {
            var group = new RankGroup(communicator);
            group.RequireEvenBatches([("a", 8)], accumulate: 4);
            var e = Assert.Throws<ConfigException>(() => group.RequireEvenBatches([("a", 8), ("train.batch_size", 12)], accumulate: 8));
            Assert.Equal("expected a multiple of 2 ranks x 8 parts (accumulate), which divide each batch among them; found 12", e.Problems[^1].Message);
            Assert.Equal("train.batch_size", e.Problems[^1].Path);
        });
        RankGroup.Alone.RequireEvenBatches([("a", 7)], accumulate: 2);
    }

    private static readonly Lock made = new();

    private sealed class Made : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
