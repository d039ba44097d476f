namespace LiteVae.Distributed;

/// <summary>Which part of a whole, such as a batch or a list of images, belongs to one of several ranks.</summary>
/// <param name="Rank">The rank: 0 to <paramref name="Size"/> - 1.</param>
/// <param name="Size">Number of ranks, at least 1.</param>
public readonly record struct RankShare(int Rank, int Size)
{
    /// <summary>The share of a process that works alone: everything.</summary>
    public static RankShare Whole { get; } = new(0, 1);

    /// <summary>Whether this is everything.</summary>
    public bool IsWhole => Size == 1;

    /// <summary>The share of a communicator's rank.</summary>
    public static RankShare Of(ICommunicator communicator)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        return new RankShare(communicator.Rank, communicator.Size);
    }

    /// <summary>The rank's part of a number of items that is a multiple of the number of ranks: as many items for each, in the order of the ranks.</summary>
    /// <param name="items">Number of items of the whole.</param>
    /// <returns>The first item of the part, and its number of items.</returns>
    /// <exception cref="ArgumentException">The items cannot be divided evenly.</exception>
    public (int First, int Count) EvenPart(int items) => items % Size == 0
        ? (Rank * (items / Size), items / Size)
        : throw new ArgumentException($"{items} items cannot be divided evenly among {Size} ranks.", nameof(items));
}
