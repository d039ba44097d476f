using LiteVae.Codec.Kernels.Threads;

namespace LiteVae.Codec.Tests.Kernels.Threads;

public sealed class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_call_alone_uses_every_thread_once(int count)
    {
        var team = new WorkerTeam(count);
        for (var repetition = 0; repetition < 100; repetition++)
        {
            using var all = new Barrier(count);
            var threads = new HashSet<int>();
            team.Run(() =>
            {
                Assert.True(all.SignalAndWait(TimeSpan.FromSeconds(30)), "Not all threads run the body.");
                lock (threads)
                    Assert.True(threads.Add(Environment.CurrentManagedThreadId));
            });
            Assert.Equal(count, threads.Count);
            Assert.Contains(Environment.CurrentManagedThreadId, threads);
        }
    }

    [Fact]
    public void Work_shared_by_many_short_calls_is_done_once()
    {
        var team = new WorkerTeam(4);
        for (var repetition = 0; repetition < 20_000; repetition++)
        {
            var (next, sum) = (0, 0);
            team.Run(() =>
            {
                for (var i = Interlocked.Increment(ref next); i <= 10; i = Interlocked.Increment(ref next))
                    Interlocked.Add(ref sum, i);
            });
            Assert.Equal(55, sum);
        }
    }

    [Fact]
    public void No_body_runs_on_after_the_call_has_returned()
    {
        var team = new WorkerTeam(4);
        for (var repetition = 0; repetition < 2_000; repetition++)
        {
            var running = 0;
            team.Run(() =>
            {
                Interlocked.Increment(ref running);
                Thread.SpinWait(repetition % 50);
                Interlocked.Decrement(ref running);
            });
            Assert.Equal(0, Volatile.Read(ref running));
        }
    }

    [Fact]
    public void An_exception_of_the_caller_is_thrown_to_it()
    {
        var team = new WorkerTeam(3);
        var caller = Environment.CurrentManagedThreadId;
        var error = Assert.Throws<InvalidOperationException>(() => team.Run(() =>
        {
            if (Environment.CurrentManagedThreadId == caller)
                throw new InvalidOperationException("of the caller");
        }));
        Assert.Equal("of the caller", error.Message);
        RunOnAll(team);
    }

    [Fact]
    public void An_exception_of_a_worker_is_thrown_to_the_caller()
    {
        var team = new WorkerTeam(3);
        var caller = Environment.CurrentManagedThreadId;
        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            using var all = new Barrier(3);
            team.Run(() =>
            {
                all.SignalAndWait(TimeSpan.FromSeconds(30));
                if (Environment.CurrentManagedThreadId != caller)
                    throw new InvalidOperationException("of a worker");
            });
        });
        Assert.Equal("of a worker", error.Message);
        RunOnAll(team);
    }

    [Fact]
    public void Calls_within_bodies_work_and_keep_the_limit()
    {
        var team = new WorkerTeam(3);
        var leaves = new RunningBodies();
        var sum = 0;
        for (var repetition = 0; repetition < 200; repetition++)
        {
            var outer = 0;
            team.Run(() =>
            {
                while (Interlocked.Increment(ref outer) <= 4)
                {
                    var inner = 0;
                    team.Run(() => leaves.Count(() =>
                    {
                        while (Interlocked.Increment(ref inner) <= 5)
                            Interlocked.Increment(ref sum);
                    }));
                }
            });
        }
        Assert.Equal(200 * 4 * 5, sum);
        Assert.InRange(leaves.Max, 1, 3);
        RunOnAll(team);
    }

    [Fact]
    public void A_worker_may_call_after_the_callers_own_body_has_returned()
    {
        var team = new WorkerTeam(2);
        var caller = Environment.CurrentManagedThreadId;
        using var both = new Barrier(2);
        var inner = 0;
        team.Run(() =>
        {
            both.SignalAndWait(TimeSpan.FromSeconds(30));
            if (Environment.CurrentManagedThreadId == caller)
                return;
            Thread.Sleep(50);
            team.Run(() => Interlocked.Increment(ref inner));
        });
        Assert.InRange(inner, 1, 2);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(16, 2)]
    [InlineData(16, 5)]
    [InlineData(3, 1)]
    public void Concurrent_calls_together_keep_the_limit(int callers, int count)
    {
        var team = new WorkerTeam(count);
        var bodies = new RunningBodies();
        var done = 0;
        var threads = Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            for (var repetition = 0; repetition < 200; repetition++)
            {
                var next = 0;
                team.Run(() => bodies.Count(() =>
                {
                    while (Interlocked.Increment(ref next) <= 8)
                    {
                        Thread.SpinWait(200);
                        Interlocked.Increment(ref done);
                    }
                }));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Equal(callers * 200 * 8, done);
        Assert.True(bodies.Total >= callers * 200);
        Assert.InRange(bodies.Max, 1, count);
        RunOnAll(team);
    }

    [Fact]
    public void Two_callers_that_never_pause_both_get_ahead()
    {
        var team = new WorkerTeam(2);
        var calls = new int[2];
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var threads = Enumerable.Range(0, 2).Select(caller => new Thread(() =>
        {
            while (!end.IsCancellationRequested)
            {
                team.Run(() => Thread.SpinWait(1000));
                calls[caller]++;
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.True(Math.Min(calls[0], calls[1]) * 10 > Math.Max(calls[0], calls[1]), $"{calls[0]} calls of one, {calls[1]} of the other.");
    }

    [Fact]
    public void The_limit_can_change()
    {
        var team = new WorkerTeam(4);
        RunOnAll(team);
        team.Limit(2);
        Assert.Equal(2, team.Count);
        var bodies = new RunningBodies();
        for (var repetition = 0; repetition < 100; repetition++)
            team.Run(() => bodies.Count(() => Thread.Sleep(0)));
        Assert.InRange(bodies.Max, 1, 2);
        team.Limit(6);
        RunOnAll(team);
    }

    [Fact]
    public void Who_waits_goes_on_when_the_limit_rises()
    {
        var team = new WorkerTeam(1);
        using var both = new Barrier(2);
        using var first = new ManualResetEventSlim();
        var one = new Thread(() => team.Run(() =>
        {
            first.Set();
            Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(30)));
        }));
        var two = new Thread(() => team.Run(() => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(30)))));
        one.Start();
        first.Wait();
        two.Start();
        Assert.False(two.Join(50), "The second call should wait for the first.");
        team.Limit(2);
        one.Join();
        two.Join();
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("", null)]
    [InlineData("0", 0)]
    [InlineData("many", 0)]
    public void The_environment_says_how_many(string value, int? count)
    {
        var before = Environment.GetEnvironmentVariable(WorkerTeam.CountVariable);
        try
        {
            Environment.SetEnvironmentVariable(WorkerTeam.CountVariable, value);
            if (count == 0)
                Assert.Contains($"\"{value}\"", Assert.Throws<ArgumentException>(WorkerTeam.OfProcess).Message);
            else
                Assert.Equal(count ?? Environment.ProcessorCount, WorkerTeam.OfProcess().Count);
        }
        finally
        {
            Environment.SetEnvironmentVariable(WorkerTeam.CountVariable, before);
        }
    }

    [Fact]
    public void Without_work_its_threads_cost_no_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the times of threads from /proc.");
        var team = new WorkerTeam(8);
        var workers = new List<string>();
        var caller = Environment.CurrentManagedThreadId;
        using var all = new Barrier(8);
        team.Run(() =>
        {
            all.SignalAndWait(TimeSpan.FromSeconds(30));
            lock (workers)
            {
                if (Environment.CurrentManagedThreadId != caller)
                    workers.Add(new FileInfo("/proc/thread-self").LinkTarget!); // PID/task/TID
            }
        });
        Assert.Equal(7, workers.Count);
        Thread.Sleep(100); // until all have stopped spinning
        var before = ProcessorTime(workers);
        Thread.Sleep(500);
        Assert.Equal(before, ProcessorTime(workers));
        RunOnAll(team);
        Assert.True(ProcessorTime(workers) > before);
    }

    // In nanoseconds.
    private static long ProcessorTime(IEnumerable<string> threads) =>
        threads.Sum(thread => long.Parse(File.ReadAllText($"/proc/{thread}/schedstat").Split(' ')[0]));

    private static void RunOnAll(WorkerTeam team)
    {
        using var all = new Barrier(team.Count);
        team.Run(() => Assert.True(all.SignalAndWait(TimeSpan.FromSeconds(30)), "Not all threads run the body."));
    }
}
