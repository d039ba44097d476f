using System.Text.Json;
using LiteVae.Distributed;

namespace LiteVae.Data;

/// <summary>The files that could not be read, of all ranks, at rank 0, which tells the user.</summary>
internal static class SkippedOnRanks
{
    /// <summary>What the ranks after the first have passed over; at rank 0 alone. All ranks call this.</summary>
    /// <param name="own">What this rank has passed over.</param>
    /// <param name="communicator">Carries the names.</param>
    public static IEnumerable<SkippedImage> OfOthers(IReadOnlyList<SkippedImage> own, ICommunicator communicator) => communicator.Size == 1 ? []
        : communicator.Gather(JsonSerializer.SerializeToUtf8Bytes(own))?.Skip(1).SelectMany(bytes => JsonSerializer.Deserialize<SkippedImage[]>(bytes)!) ?? [];
}
