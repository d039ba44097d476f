using BenchmarkDotNet.Attributes;
using LiteVae.Codec.Kernels.Threads;

namespace LiteVae.Benchmarks;

/// <summary>What it costs to run a body that does next to nothing on all threads: 100,000 calls one after the other.</summary>
[MemoryDiagnoser]
public class ThreadTeamBenchmark
{
    private const int Calls = 100_000;

    private readonly WorkerTeam _workers = new(Environment.ProcessorCount);
    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
    private int _count;
    private Action _body = null!;

    [GlobalSetup]
    public void Setup() => _body = () => Interlocked.Increment(ref _count);

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public void Workers()
    {
        for (var i = 0; i < Calls; i++)
            _workers.Run(_body);
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public void ParallelFor()
    {
        for (var i = 0; i < Calls; i++)
            Parallel.For(0, _options.MaxDegreeOfParallelism, _options, _ => _body());
    }

    /// <summary>The threads that libtorch brings along: this program has it loaded.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public void OpenMp()
    {
        var team = KernelThreads.Team;
        for (var i = 0; i < Calls; i++)
            team.Run(_body);
    }
}
