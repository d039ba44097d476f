using System.Net;
using System.Net.Http.Headers;
using LiteVae.Codec.Models.Files;
using static System.FormattableString;

namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>Brings published files from where they are offered.</summary>
/// <remarks>
/// What has arrived is kept as a <see cref="PartialFile"/>, and a later download goes on from there. Only a file whose
/// digest is the published one gets its final name.
/// </remarks>
internal sealed class WeightsDownload(HttpClient client)
{
    private const int BufferSize = 1 << 17;

    /// <summary>How long a connection may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Downloads a file, or the rest of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Told the bytes that have arrived, those of earlier attempts included.</param>
    /// <param name="cancellationToken">Ends the download; what has arrived is kept.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="CheckpointException">The server refuses, offers something else, or cannot be reached; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<string> FetchAsync(ThirdPartyFile file, Action<long> progress, CancellationToken cancellationToken)
    {
        var target = ThirdPartyWeights.PathOf(file);
        if (File.Exists(target))
        {
            return WeightsVerification.Difference(target, file) is { } other
                ? throw new CheckpointException($"{target}: is there already, but is not the published {file.Name}: {other}. To have the published one, remove it first")
                : target;
        }
        Directory.CreateDirectory(ThirdPartyWeights.Folder);
        var partial = ThirdPartyWeights.PartOf(file);
        try
        {
            await using var content = partial.Open();
            if (content.Length != file.Bytes)
                await ReceiveAsync(file, partial, content, progress, cancellationToken).ConfigureAwait(false);
            content.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
        {
            throw new CheckpointException($"{file.Name}: {Reason(e)} ({file.Url}). {Remedy(file, partial)}", e);
        }
        if (WeightsVerification.Difference(partial.Path, file) is { } difference)
        {
            partial.Discard();
            throw new CheckpointException($"{file.Name}: what came from {file.Url} is not the published file, and was removed: {difference}");
        }
        partial.Complete();
        return target;
    }

    private async Task ReceiveAsync(ThirdPartyFile file, PartialFile partial, FileStream content, Action<long> progress, CancellationToken cancellationToken)
    {
        if (content.Length > file.Bytes)
            content.SetLength(0);
        using var response = await RequestAsync(file, partial, content, cancellationToken).ConfigureAwait(false);
        var start = response.StatusCode == HttpStatusCode.PartialContent ? content.Length : 0;
        if (response.Content.Headers.ContentLength is { } rest && start + rest != file.Bytes)
            throw new CheckpointException($"{file.Name}: the server offers {start + rest} bytes, the published file has {file.Bytes} ({file.Url})");
        content.SetLength(start);
        content.Position = start;
        partial.Remember(response.Headers.ETag);
        progress(start);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await CopyAsync(body, content, file, progress, cancellationToken).ConfigureAwait(false);
    }

    // A part that the server cannot continue is given up, and the whole asked for.
    private async Task<HttpResponseMessage> RequestAsync(ThirdPartyFile file, PartialFile partial, FileStream content, CancellationToken cancellationToken)
    {
        var response = await SendAsync(file.Url, content.Length, partial.Tag, cancellationToken).ConfigureAwait(false);
        if (content.Length > 0 && CannotContinue(response, content.Length))
        {
            response.Dispose();
            content.SetLength(0);
            response = await SendAsync(file.Url, 0, null, cancellationToken).ConfigureAwait(false);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new HttpRequestException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, long from, EntityTagHeaderValue? tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
            if (tag is not null)
                request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("the server does not answer", e);
        }
    }

    private static bool CannotContinue(HttpResponseMessage response, long from) =>
        response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable
        || (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != from);

    private async Task CopyAsync(Stream body, FileStream content, ThirdPartyFile file, Action<long> progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            silence.CancelAfter(Patience);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(Invariant($"nothing has come for {Patience.TotalSeconds:0} s"), e);
            }
            if (read == 0)
                break;
            if (content.Position + read > file.Bytes)
                throw new CheckpointException($"{file.Name}: the server sends more than the published file's {file.Bytes} bytes ({file.Url})");
            await content.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None).ConfigureAwait(false);
            progress(content.Position);
        }
        if (content.Position < file.Bytes)
            throw new IOException("the connection ended early");
    }

    private static string Reason(Exception e) => e is HttpRequestException { InnerException: { } cause } ? cause.Message.TrimEnd('.') : e.Message.TrimEnd('.');

    private static string Remedy(ThirdPartyFile file, PartialFile partial) => partial.Length is > 0 and var arrived
        ? $"{ByteCount.Describe(arrived)} of {ByteCount.Describe(file.Bytes)} are kept: the same command goes on from there"
        : $"Without a network: litevae weights add {file.Name} FILE";
}
