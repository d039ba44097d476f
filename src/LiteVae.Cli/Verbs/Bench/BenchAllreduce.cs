using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LiteVae.Codec.Configuration;
using LiteVae.Distributed;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Times sums over ranks by size. Unlike the other parts it has no cases in processes of their own: the launcher's processes are the ranks.</summary>
internal sealed class BenchAllreduce(Session session)
{
    private const int Smallest = sizeof(float);
    private const int Largest = 256 << 20;
    private const int Factor = 4; // from one size to the next
    private const int Fewest = 5; // sums of a size

    /// <param name="seconds">How long to measure all sizes together.</param>
    /// <param name="json">Whether to print one JSON object.</param>
    public int Run(double seconds, bool json)
    {
        var ranks = session.Ranks;
        if (ranks.Size == 1)
            throw new ConfigException("bench allreduce", "measures sums over several ranks: start it by \"litevae launch -n 2 -- bench allreduce\", mpirun or srun");
        var values = new float[Largest / sizeof(float)];
        Measurement[] measurements = [.. Sizes().Select(bytes => Measure(ranks, values.AsSpan(0, bytes / sizeof(float)), seconds / Sizes().Count()))];
        Print(ranks, measurements, json);
        return ExitCode.Done;
    }

    private static IEnumerable<int> Sizes()
    {
        for (long size = Smallest; size <= Largest; size *= Factor)
            yield return (int)size;
        if (Smallest * Math.Pow(Factor, Math.Floor(Math.Log(Largest / Smallest, Factor))) < Largest)
            yield return Largest;
    }

    private Measurement Measure(ICommunicator ranks, Span<float> values, double seconds)
    {
        ranks.Sum(values); // memory and connections are made with the first
        var count = Agree(ranks, Count(ranks, values, seconds));
        session.Terminal.Message($"{values.Length * sizeof(float):N0} bytes: {count} sums");
        var times = new double[count];
        foreach (ref var time in times.AsSpan())
        {
            values[0] = session.CancellationToken.IsCancellationRequested ? 1 : 0; // all ranks learn of it by the sum, and stop together
            var start = Stopwatch.GetTimestamp();
            ranks.Sum(values);
            time = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (values[0] > 0)
                ranks.Together(session.CancellationToken.ThrowIfCancellationRequested);
        }
        Array.Sort(times);
        return new(values.Length * sizeof(float), count, times[count / 2], times[0]);
    }

    private static int Count(ICommunicator ranks, Span<float> values, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        ranks.Sum(values);
        return (int)Math.Clamp(seconds / Stopwatch.GetElapsedTime(start).TotalSeconds, Fewest, 10_000);
    }

    // All ranks do what rank 0 has found to be enough.
    private static int Agree(ICommunicator ranks, int count)
    {
        ranks.Broadcast(MemoryMarshal.AsBytes(new Span<int>(ref count)));
        return count;
    }

    private void Print(ICommunicator ranks, Measurement[] measurements, bool json)
    {
        // Of the bytes summed, a rank sends and receives this share at least, whatever the algorithm.
        var share = 2.0 * (ranks.Size - 1) / ranks.Size;
        if (json)
        {
            session.Terminal.Result(new JsonObject
            {
                ["mpi"] = ranks.Description,
                ["ranks"] = ranks.Size,
                ["ranks_per_machine"] = ranks.LocalSize,
                ["sizes"] = new JsonArray([.. measurements.Select(m => new JsonObject
                {
                    ["bytes"] = m.Bytes,
                    ["sums"] = m.Sums,
                    ["seconds"] = m.Median,
                    ["fastest_seconds"] = m.Fastest,
                    ["bytes_per_second"] = share * m.Bytes / m.Median,
                })]),
            });
            return;
        }
        session.Terminal.Result($"{ranks.Description}, {ranks.Size} ranks, {ranks.LocalSize} on this machine");
        session.Terminal.Result($"{"bytes",12}{"sums",8}{"median, us",14}{"fastest, us",14}{"GB/s a rank",14}");
        foreach (var m in measurements)
            session.Terminal.Result($"{m.Bytes,12:N0}{m.Sums,8}{1e6 * m.Median,14:N1}{1e6 * m.Fastest,14:N1}{share * m.Bytes / m.Median / 1e9,14:0.00}");
    }

    private sealed record Measurement(int Bytes, int Sums, double Median, double Fastest);
}
