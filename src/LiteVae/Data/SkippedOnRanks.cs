using System.Text.Json;
using LiteVae.Distributed;

namespace LiteVae.Data;

/// <summary>The files that could not be read, of all ranks, at rank 0, which tells the user.</summary>
internal static class SkippedOnRanks
{
    /// <summary>What the ranks after the first have passed over; at rank 0 alone. All ranks call this.</summary>
    /// <param name="own">What this rank has passed over.</param>
    /// <param name="communicator">Carries the names.</param>
    /// <exception cref="CommunicationException">A rank sent something else.</exception>
    public static IEnumerable<SkippedImage> OfOthers(IReadOnlyList<SkippedImage> own, ICommunicator communicator) => communicator.Size == 1 ? []
        : communicator.Gather(JsonSerializer.SerializeToUtf8Bytes(own))?.Skip(1).SelectMany(Read).ToList() ?? [];

    private static SkippedImage[] Read(byte[] bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize<SkippedImage[]>(bytes) is { } images && images.All(i => i is { Path: not null, Reason: not null }))
                return images;
        }
        catch (JsonException e)
        {
            throw new CommunicationException($"The names of skipped images, which a rank sent, cannot be read: {e.Message}", e);
        }
        throw new CommunicationException("The names of skipped images, which a rank sent, are not all there.");
    }
}
