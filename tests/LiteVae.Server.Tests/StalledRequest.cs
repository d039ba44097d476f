using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LiteVae.Server.Tests;

/// <summary>A request whose body is not sent until it is asked for: it is under way for as long as a test wants.</summary>
internal sealed class StalledRequest : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly byte[] _body;
    private int _sent;

    private StalledRequest(byte[] body) => _body = body;

    /// <summary>Sends a request's head.</summary>
    public static async Task<StalledRequest> StartAsync(Uri address, string path, byte[] body, string type = "image/png", string accept = "*/*")
    {
        var request = new StalledRequest(body);
        await request._client.ConnectAsync(address.Host, address.Port);
        var head = string.Create(
            CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {type}\r\nAccept: {accept}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n");
        await request._client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        return request;
    }

    /// <summary>Sends a piece of the body.</summary>
    public async Task SendAsync(int bytes)
    {
        await _client.GetStream().WriteAsync(_body.AsMemory(_sent, bytes));
        _sent += bytes;
    }

    /// <summary>The body of an answer whose length its head tells.</summary>
    public static byte[] BodyOf(string answer) => Encoding.Latin1.GetBytes(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);

    /// <summary>Sends what is left of the body, and reads the answer to its end.</summary>
    public async Task<string> FinishAsync()
    {
        await SendAsync(_body.Length - _sent);
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Reads the first line of an answer that comes without the body having been sent.</summary>
    public async Task<string?> ReadStatusAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1);
        return await reader.ReadLineAsync();
    }

    public void Dispose() => _client.Dispose();
}
