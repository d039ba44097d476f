using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace LiteVae.Load.Scenarios;

/// <summary>Good, bad and aborted requests of several clients: each has its answer, and memory and queue are afterwards as they were.</summary>
/// <param name="service">The service.</param>
/// <param name="clients">Clients, each with one request at a time.</param>
/// <param name="time">How long.</param>
/// <param name="maxBody">The longest body that the service reads, in bytes.</param>
/// <param name="seed">Of the order of requests.</param>
internal sealed class MixedScenario(ServiceUnderTest service, int clients, TimeSpan time, int maxBody, int seed)
{
    // MiB a minute in the second half: what garbage collection leaves from one look to the next is about as much.
    private const double MaxSlope = 5;

    private readonly ConcurrentDictionary<WorkItem, byte[]> _first = [];
    private readonly ConcurrentDictionary<string, int> _counts = [];
    private readonly ConcurrentQueue<string> _failures = [];

    public async Task<int> RunAsync()
    {
        var (good, bad) = (await MixedWork.GoodAsync(service), MixedWork.Bad(maxBody));
        foreach (var work in good.Concat(bad))
            await AskAsync(work);
        var expect = new Expectations();
        Expectations.Tell($"{clients} clients for {time.TotalMinutes:0.##} minutes: {good.Count} good requests, {bad.Count} bad ones, and aborted ones; seed {seed}");
        var start = Stopwatch.GetTimestamp();
        var asked = Enumerable.Range(0, clients).Select(i => Task.Run(() => ClientAsync(good, bad, new Random(seed + i), start))).ToList();
        List<(double Minute, double Memory)> memory = [];
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            memory.Add((Stopwatch.GetElapsedTime(start).TotalMinutes, (await service.ReadStateAsync()).Memory));
            await Task.Delay(1000);
        }
        await Task.WhenAll(asked);
        var isIdle = await service.IsIdleWithinAsync(TimeSpan.FromSeconds(10));
        var after = await service.ReadStateAsync();

        foreach (var (name, count) in _counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            Expectations.Tell($"{count,8} {name}");
        foreach (var failure in _failures.Distinct().Take(20))
            Expectations.Tell($"  {failure}");
        var slope = Slope(memory[(memory.Count / 2)..]);
        Expectations.Tell($"resident memory: {memory[0].Memory:0} MiB at the start, {memory[memory.Count / 2].Memory:0} MiB after half the time, {memory[^1].Memory:0} MiB at the end, at most {memory.Max(m => m.Memory):0} MiB; slope of the second half {slope:0.0} MiB a minute");
        expect.Require(_failures.IsEmpty, $"every answer was the expected one; {_failures.Count} were not");
        expect.Require(slope < MaxSlope, $"memory grows by less than {MaxSlope} MiB a minute");
        expect.Require(isIdle, $"the queue is empty and nothing is under way: {after}");
        return expect.ExitCode;
    }

    private async Task ClientAsync(IReadOnlyList<WorkItem> good, IReadOnlyList<WorkItem> bad, Random random, long start)
    {
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            switch (random.Next(10))
            {
                case < 6:
                    await AskAsync(good[random.Next(good.Count)]);
                    break;
                case < 8:
                    await AskAsync(bad[random.Next(bad.Count)]);
                    break;
                case 8:
                    await AbortWaitingAsync(good[random.Next(good.Count)], TimeSpan.FromMilliseconds(random.Next(60)));
                    break;
                default:
                    await AbortSendingAsync(good[random.Next(good.Count)], random.NextDouble());
                    break;
            }
        }
    }

    private async Task AskAsync(WorkItem work)
    {
        try
        {
            var answer = await service.PostAsync(work.Path, work.Body, work.Type);
            if (answer.Status != work.Status)
                _failures.Enqueue($"{work.Name}: expected {work.Status}; got {answer.Status}: {Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(300, answer.Body.Length)))}");
            else if (work.Status == 200 && SameContent.Compare(_first.GetOrAdd(work, answer.Body), answer.Body) is { } difference)
                _failures.Enqueue($"{work.Name}: {difference}");
            Count($"{work.Name}: {answer.Status}");
        }
        catch (HttpRequestException e)
        {
            _failures.Enqueue($"{work.Name}: no answer: {e.Message}");
        }
    }

    // Goes away before the answer, most of the time.
    private async Task AbortWaitingAsync(WorkItem work, TimeSpan patience)
    {
        using var leaving = new CancellationTokenSource(patience);
        try
        {
            await service.PostAsync(work.Path, work.Body, work.Type, leaving.Token);
            Count("aborted too late");
        }
        catch (OperationCanceledException)
        {
            Count("aborted while waiting");
        }
    }

    // Goes away before the body's end.
    private async Task AbortSendingAsync(WorkItem work, double share)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service.Address.Host, service.Address.Port);
        var head = $"POST {work.Path} HTTP/1.1\r\nHost: {service.Address.Authority}\r\nContent-Type: {work.Type}\r\nContent-Length: {work.Body.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head));
        await socket.SendAsync(work.Body.AsMemory(0, (int)(share * work.Body.Length)));
        Count("aborted while sending");
    }

    private void Count(string what) => _counts.AddOrUpdate(what, 1, (_, n) => n + 1);

    // Of the line nearest to the points, by least squares.
    private static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }
}
