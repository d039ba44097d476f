using System.Buffers;
using LiteVae.Server.Errors;
using LiteVae.Server.Queue;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LiteVae.Server.Content;

/// <summary>Reads a request's body into memory, of bounded length: the body as it is, or the file in a form.</summary>
internal static class RequestBody
{
    private const int MaxBoundary = 200;
    private const int Piece = 64 << 10;

    // Of a form's fields and headers, beside its file.
    private const int FormOverhead = 16 << 10;

    /// <param name="request">The request.</param>
    /// <param name="types">The media types that are read, also of a form's file.</param>
    /// <param name="maxBytes">The most bytes of the content.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ProblemException">The body is empty, too large, or of another type.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, IReadOnlyList<string> types, long maxBytes, CancellationToken cancellationToken)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(MediaTypes.Multipart, StringComparison.OrdinalIgnoreCase);
        if (!isForm)
            MediaTypes.Require(request.ContentType, types);
        if (request.ContentLength > maxBytes + (isForm ? FormOverhead : 0))
            throw TooLarge(maxBytes);
        await using var body = new BodyStream(request.BodyReader, cancellationToken);
        var ticket = request.HttpContext.Features.GetRequiredFeature<AdmissionTicket>();
        var content = isForm
            ? await ReadFormAsync(body, HeaderUtilities.RemoveQuotes(type!.Boundary).Value, types, maxBytes, ticket, cancellationToken)
            : await ReadAsync(body, maxBytes, ticket, cancellationToken);
        return content.Length > 0 ? content : throw new ProblemException(Problem.BadRequest, "The request's body is empty.");
    }

    private static async Task<byte[]> ReadFormAsync(Stream body, string? boundary, IReadOnlyList<string> types, long maxBytes, AdmissionTicket ticket, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary)
            throw new ProblemException(Problem.BadRequest, "The form has no boundary, or too long a one.");
        try
        {
            var reader = new MultipartReader(boundary, body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader()?.IsFileDisposition() != true)
                    continue;
                MediaTypes.Require(section.ContentType, types);
                return await ReadAsync(section.Body, maxBytes, ticket, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ProblemException(Problem.BadRequest, $"The form is malformed: {e.Message}", e);
        }
        throw new ProblemException(Problem.BadRequest, "The form holds no file.");
    }

    // No memory is taken for what is only announced.
    private static async Task<byte[]> ReadAsync(Stream body, long maxBytes, AdmissionTicket ticket, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (content.Length + count > maxBytes)
                    throw TooLarge(maxBytes);
                ticket.Receive(count);
                content.Write(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return content.ToArray();
    }

    private static ProblemException TooLarge(long maxBytes) => new(Problem.BodyTooLarge, $"At most {maxBytes} bytes are read.");
}
