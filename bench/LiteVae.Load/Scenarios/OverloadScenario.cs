using System.Collections.Concurrent;
using System.Diagnostics;

namespace LiteVae.Load.Scenarios;

/// <summary>Requests arrive at a multiple of the rate that the service can answer: they may only be answered or refused, and the service must be well at once afterwards.</summary>
/// <param name="service">The service.</param>
/// <param name="side">Of the pictures.</param>
/// <param name="factor">Times the measured capacity.</param>
/// <param name="time">How long.</param>
internal sealed class OverloadScenario(ServiceUnderTest service, int side, double factor, TimeSpan time)
{
    private const int CapacityClients = 16;

    private static readonly TimeSpan s_capacityTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(30);

    public async Task<int> RunAsync()
    {
        var work = WorkItem.Encode(side);
        var expect = new Expectations();
        var alone = await service.MedianAsync(work, 20);
        var load = await new LoadGenerator(new Uri(service.Address, work.Path), work.Body, work.Type).RunAsync(CapacityClients, s_capacityTime);
        var capacity = load.Times.Count / load.Seconds;
        var before = await service.ReadStateAsync();
        Expectations.Tell($"encode {side}x{side}: one client alone {alone:0} ms; capacity {capacity:0} requests/s; now {factor * capacity:0} requests/s for {time.TotalSeconds:0} s");
        var (answers, during) = await FloodAsync(work, factor * capacity);
        var ended = Stopwatch.GetTimestamp();
        double last;
        do
        {
            var answer = await service.PostAsync(work.Path, work.Body, work.Type);
            last = answer.Status == 200 ? answer.Milliseconds : double.PositiveInfinity;
        }
        while (last > 2 * alone + 20 && Stopwatch.GetElapsedTime(ended) < s_recovery);
        var recovery = Stopwatch.GetElapsedTime(ended);
        var isIdle = await service.IsIdleWithinAsync(s_recovery);
        var after = await service.ReadStateAsync();

        var accepted = new Percentiles(answers.Where(a => a.Status == 200).Select(a => a.Milliseconds));
        var refused = answers.Where(a => a.Status == 429).ToList();
        var others = answers.Where(a => a.Status is not (200 or 429)).GroupBy(a => a.Status).Select(g => $"{g.Count()} of status {g.Key}").ToList();
        Expectations.Tell($"answered {accepted.Count} ({accepted.Count / time.TotalSeconds:0} a second): {accepted}");
        Expectations.Tell($"refused {refused.Count}: {new Percentiles(refused.Select(a => a.Milliseconds))}; Retry-After {refused.Select(a => a.RetryAfter).Min()?.TotalSeconds} to {refused.Select(a => a.RetryAfter).Max()?.TotalSeconds} s");
        Expectations.Tell($"resident memory: {before.Memory:0} MiB before, at most {during:0} MiB during, {after.Memory:0} MiB after");
        Expectations.Tell($"a single request took {last:0} ms {recovery.TotalSeconds:0.0} s after the last answer to the flood");
        expect.Require(others.Count == 0, $"only 200 and 429 came{string.Concat(others.Select(o => $"; {o}"))}");
        expect.Require(refused.Count > 0 && refused.All(a => a.RetryAfter is not null), $"every refusal has Retry-After");
        expect.Require(accepted.Count >= 0.5 * capacity * time.TotalSeconds, $"at least half of the capacity was answered meanwhile");
        expect.Require(recovery < s_recovery, $"a single request is answered at its usual speed again");
        expect.Require(isIdle, $"the queue is empty and nothing is under way: {after}");
        return expect.ExitCode;
    }

    // Arrivals do not wait for answers, as those of many independent clients do not.
    private async Task<(IReadOnlyCollection<Answer> Answers, double Memory)> FloodAsync(WorkItem work, double rate)
    {
        ConcurrentQueue<Answer> answers = [];
        List<Task> underWay = [];
        var (memory, start) = (0.0, Stopwatch.GetTimestamp());
        var looked = start;
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < time)
        {
            while (underWay.Count < rate * elapsed.TotalSeconds)
                underWay.Add(Task.Run(AskAsync));
            if (Stopwatch.GetElapsedTime(looked) > TimeSpan.FromSeconds(0.5))
                (memory, looked) = (Math.Max(memory, (await service.ReadStateAsync()).Memory), Stopwatch.GetTimestamp());
            await Task.Delay(5);
        }
        await Task.WhenAll(underWay);
        return (answers, memory);

        async Task AskAsync()
        {
            try
            {
                answers.Enqueue(await service.PostAsync(work.Path, work.Body, work.Type));
            }
            catch (HttpRequestException)
            {
                answers.Enqueue(new Answer(0, [], null, 0)); // the connection was closed without an answer
            }
        }
    }
}
