using System.Buffers;
using System.IO.Pipelines;

namespace LiteVae.Server.Content;

/// <summary>A request's body as a stream that can be given up: reading from the web server's own with a token that is canceled leaves it unable to answer.</summary>
/// <param name="reader">The request's; not owned.</param>
/// <param name="canceled">Ends the reading.</param>
internal sealed class BodyStream(PipeReader reader, CancellationToken canceled) : Stream
{
    private readonly CancellationTokenRegistration _registration = canceled.Register(reader.CancelPendingRead);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        canceled.ThrowIfCancellationRequested();
        var result = await reader.ReadAsync(CancellationToken.None);
        if (result.IsCanceled)
        {
            reader.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException(canceled);
        }
        var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var part = result.Buffer.Slice(0, count);
        part.CopyTo(buffer.Span);
        reader.AdvanceTo(part.End);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _registration.Dispose();
        base.Dispose(disposing);
    }
}
