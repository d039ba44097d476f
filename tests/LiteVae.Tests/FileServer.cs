using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LiteVae.Checkpoints.ThirdParty;

namespace LiteVae.Tests;

/// <summary>A web server on this machine that offers one file, well or badly.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public FileServer(byte[] content)
    {
        Content = content;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public byte[] Content { get; set; }

    /// <summary>The file's entity tag; null: none is sent.</summary>
    public string? Tag { get; set; } = "\"one\"";

    /// <summary>What it answers instead of the file.</summary>
    public string? Refusal { get; set; }

    /// <summary>What it answers when a part is asked for.</summary>
    public RangeAnswer Ranges { get; set; } = RangeAnswer.Part;

    /// <summary>Whether it says how much it sends.</summary>
    public bool SaysLength { get; set; } = true;

    /// <summary>After so many bytes of content it cuts the connection.</summary>
    public int CutsAfter { get; set; } = int.MaxValue;

    /// <summary>After so many bytes of content it sends nothing more, and keeps the connection.</summary>
    public int SilentAfter { get; set; } = int.MaxValue;

    /// <summary>What was asked for: the value of each request's Range header, or "whole".</summary>
    public List<string> Requests { get; } = [];

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file.pth");

    /// <summary>The file that this server offers, as one that is known.</summary>
    public ThirdPartyFile Published(string name = "vgg16") => new()
    {
        Name = name,
        Purpose = "tests",
        Url = Url,
        Bytes = Content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content)),
        License = "none",
    };

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _serving.Wait();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            await reader.ReadLineAsync(_end.Token);
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
                headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
            var range = headers.GetValueOrDefault("Range");
            Requests.Add(range ?? "whole");
            if (range is not null && headers.TryGetValue("If-Range", out var condition) && condition != Tag)
                range = null;
            await SendAsync(stream, range);
        }
        catch (IOException)
        {
            // The client has left.
        }
    }

    private async Task SendAsync(NetworkStream stream, string? range)
    {
        var (status, start) = range is null || Ranges == RangeAnswer.Whole ? ("200 OK", 0)
            : Ranges == RangeAnswer.Refused ? ("416 Range Not Satisfiable", Content.Length)
            : ("206 Partial Content", Ranges == RangeAnswer.AnotherPart ? 1 : int.Parse(range["bytes=".Length..^1]));
        var body = Refusal is null ? Content[start..] : [];
        var head = new StringBuilder($"HTTP/1.1 {Refusal ?? status}\r\nConnection: close\r\n");
        if (SaysLength)
            head.Append($"Content-Length: {body.Length}\r\n");
        if (status.StartsWith("206", StringComparison.Ordinal))
            head.Append($"Content-Range: bytes {start}-{Content.Length - 1}/{Content.Length}\r\n");
        if (Tag is not null)
            head.Append($"ETag: {Tag}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _end.Token);
        await stream.WriteAsync(body.AsMemory(0, Math.Min(body.Length, Math.Min(CutsAfter, SilentAfter))), _end.Token);
        if (body.Length > SilentAfter)
            await stream.ReadExactlyAsync(new byte[1], _end.Token); // until the client leaves
    }
}
