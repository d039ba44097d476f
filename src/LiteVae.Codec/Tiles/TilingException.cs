namespace LiteVae.Codec.Tiles;

/// <summary>No tile can be computed as asked: it would be smaller than its context, or not fit into the memory allowed.</summary>
public sealed class TilingException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What does not fit, with the numbers.</param>
    /// <param name="minSide">The smallest side of a tile, in pixels.</param>
    /// <param name="minMemoryMiB">The memory that such a tile takes (MiB).</param>
    internal TilingException(string message, int minSide, long minMemoryMiB)
        : base(message) => (MinSide, MinMemoryMiB) = (minSide, minMemoryMiB);

    /// <summary>The smallest side of a tile of this network, in pixels.</summary>
    public int MinSide { get; }

    /// <summary>The memory that the smallest tile takes (MiB).</summary>
    public long MinMemoryMiB { get; }
}
