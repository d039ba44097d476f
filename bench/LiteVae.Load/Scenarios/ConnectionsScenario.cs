using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LiteVae.Load.Scenarios;

/// <summary>Thousands of connections on which nothing is sent: requests on others must go through, and those beyond the service's limit be closed at once.</summary>
/// <param name="service">The service.</param>
/// <param name="side">Of the pictures of the requests.</param>
/// <param name="connections">Idle ones.</param>
/// <param name="time">How long requests are measured meanwhile.</param>
internal sealed class ConnectionsScenario(ServiceUnderTest service, int side, int connections, TimeSpan time)
{
    // A source address has no more than some 28,000 ports.
    private const int OfOneAddress = 8000;

    private const int AtOnce = 100;

    private readonly List<Socket> _open = [];

    public async Task<int> RunAsync()
    {
        var work = WorkItem.Encode(side);
        var expect = new Expectations();
        var alone = await service.MedianAsync(work, 20);
        var before = await service.ReadStateAsync();
        var start = Stopwatch.GetTimestamp();
        foreach (var group in Enumerable.Range(0, connections).Chunk(AtOnce))
            _open.AddRange(await Task.WhenAll(group.Select(OpenAsync)));
        var opening = Stopwatch.GetElapsedTime(start);
        await Task.Delay(500);
        var refused = _open.Count(IsClosed);
        var answers = await AskAsync(work);
        var during = await service.ReadStateAsync();
        var fresh = await IsAnsweredOnNewConnectionAsync(work);
        var stillOpen = _open.Count(s => !IsClosed(s));
        _open.ForEach(s => s.Dispose());
        await Task.Delay(500);
        var answersAfter = await AskAsync(work);
        var freshAfter = await IsAnsweredOnNewConnectionAsync(work);
        var after = await service.ReadStateAsync();

        Expectations.Tell($"encode {side}x{side}: one client alone {alone:0} ms");
        Expectations.Tell($"{connections} connections opened in {opening.TotalSeconds:0.0} s: {connections - refused} held, {refused} closed by the service; {stillOpen} open at the end");
        Expectations.Tell($"requests meanwhile, on a connection from before: {answers.Count}, {new Percentiles(answers.Select(a => a.Milliseconds))}; on a new connection: {(fresh ? "answered" : "refused")}");
        Expectations.Tell($"requests afterwards: {answersAfter.Count}, {new Percentiles(answersAfter.Select(a => a.Milliseconds))}");
        Expectations.Tell($"resident memory: {before.Memory:0} MiB before, {during.Memory:0} MiB during, {after.Memory:0} MiB after");
        expect.Require(answers.Concat(answersAfter).All(a => a.Status == 200), $"every request was answered with 200");
        expect.Require(fresh == (refused == 0), $"new connections are refused exactly where others were");
        expect.Require(freshAfter, $"a new connection is answered afterwards");
        return expect.ExitCode;
    }

    private async Task<Socket> OpenAsync(int index)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (IPAddress.TryParse(service.Address.Host, out var target) && IPAddress.IsLoopback(target))
            socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.0.{2 + index / OfOneAddress}"), 0));
        await socket.ConnectAsync(service.Address.Host, service.Address.Port);
        return socket;
    }

    private async Task<List<Answer>> AskAsync(WorkItem work)
    {
        List<Answer> answers = [];
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
            answers.Add(await service.PostAsync(work.Path, work.Body, work.Type));
        return answers;
    }

    private async Task<bool> IsAnsweredOnNewConnectionAsync(WorkItem work)
    {
        try
        {
            using var another = new ServiceUnderTest(service.Address.ToString());
            return (await another.PostAsync(work.Path, work.Body, work.Type)).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Readable with nothing to read: the other side has closed.
    private static bool IsClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead);
}
