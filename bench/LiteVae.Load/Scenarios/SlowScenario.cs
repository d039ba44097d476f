using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace LiteVae.Load.Scenarios;

/// <summary>Many connections that send a head or a body one byte at a time (slowloris): other requests must go through, and the slow ones be cut.</summary>
/// <param name="service">The service.</param>
/// <param name="side">Of the pictures of the other requests.</param>
/// <param name="connections">Slow ones; each is opened anew when it was cut.</param>
/// <param name="time">How long.</param>
internal sealed class SlowScenario(ServiceUnderTest service, int side, int connections, TimeSpan time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<double> _headLives = [];
    private readonly ConcurrentQueue<double> _bodyLives = [];

    public async Task<int> RunAsync()
    {
        var work = WorkItem.Encode(side);
        var expect = new Expectations();
        var before = await service.ReadStateAsync();
        var alone = await service.MedianAsync(work, 20);
        Expectations.Tell($"encode {side}x{side}: one client alone {alone:0} ms; now with {connections} slow connections for {time.TotalSeconds:0} s");
        using var stop = new CancellationTokenSource(time);
        var slow = Enumerable.Range(0, connections).Select(i => Task.Run(() => DripAsync(isBody: i % 2 == 1, stop.Token))).ToList();
        List<Answer> answers = [];
        var memory = 0.0;
        while (!stop.IsCancellationRequested)
        {
            answers.Add(await service.PostAsync(work.Path, work.Body, work.Type));
            if (answers.Count % 20 == 0)
                memory = Math.Max(memory, (await service.ReadStateAsync()).Memory);
        }
        await Task.WhenAll(slow);
        var isIdle = await service.IsIdleWithinAsync(TimeSpan.FromSeconds(10));
        var after = await service.ReadStateAsync();

        Expectations.Tell($"answered to one client meanwhile: {answers.Count}, {new Percentiles(answers.Select(a => a.Milliseconds))}");
        foreach (var (what, lives) in new[] { ("heads", _headLives), ("bodies", _bodyLives) })
            Expectations.Tell($"slow {what}: {lives.Count} connections were cut, after {(lives.IsEmpty ? double.NaN : lives.Min()):0.0} to {(lives.IsEmpty ? double.NaN : lives.Max()):0.0} s");
        Expectations.Tell($"resident memory: {before.Memory:0} MiB before, at most {memory:0} MiB during, {after.Memory:0} MiB after");
        expect.Require(answers.All(a => a.Status == 200), $"every other request was answered with 200");
        expect.Require(_headLives.Count >= connections / 2 && _bodyLives.Count >= connections / 2, $"as many connections were cut as had been opened at first, of both kinds");
        expect.Require(_headLives.Concat(_bodyLives).All(s => s < s_longest.TotalSeconds), $"none was left open for {s_longest.TotalSeconds:0} s");
        expect.Require(isIdle, $"nothing is under way afterwards: {after}");
        return expect.ExitCode;
    }

    private async Task DripAsync(bool isBody, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            if (await LiveAsync(isBody, stop) && !stop.IsCancellationRequested)
                (isBody ? _bodyLives : _headLives).Enqueue(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    // Returns true when the service has ended the connection, or answered on it.
    private async Task<bool> LiveAsync(bool isBody, CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(service.Address.Host, service.Address.Port, stop);
            var head = $"POST /v1/encode HTTP/1.1\r\nHost: {service.Address.Authority}\r\nContent-Type: image/png\r\nContent-Length: 10000\r\n";
            if (isBody)
                await socket.SendAsync(Encoding.ASCII.GetBytes($"{head}\r\n"), stop);
            var answered = socket.ReceiveAsync(new byte[1], stop).AsTask();
            for (var i = 0; ; i++)
            {
                await socket.SendAsync(new[] { isBody ? (byte)'x' : (byte)head[i % head.Length] }, stop);
                if (await Task.WhenAny(answered, Task.Delay(s_pause, stop)) == answered)
                {
                    await answered;
                    return true;
                }
            }
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
