namespace LiteVae.Codec.Tiles;

/// <summary>Whether large images are computed in tiles, and how large those are.</summary>
public sealed record Tiling
{
    private Tiling()
    {
    }

    /// <summary>Every image as a whole.</summary>
    public static Tiling None { get; } = new();

    /// <summary>Side of a tile in pixels, context included; null where it is planned or there are none.</summary>
    public int? Side { get; private init; }

    /// <summary>The memory that a tile's computation may take (MiB), from which its side is planned; null where that is given.</summary>
    public long? MemoryMiB { get; private init; }

    /// <summary>Whether norms take the statistics of the whole picture, so that tiles give what the whole would, to rounding.</summary>
    public bool Exact { get; private init; }

    /// <summary>Tiles of a given side.</summary>
    /// <param name="side">In pixels, context included.</param>
    public static Tiling OfSide(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        return new() { Side = side };
    }

    /// <summary>The largest tiles whose computation keeps within a budget; the picture itself (3 bytes a pixel) comes on top.</summary>
    /// <param name="memoryMiB">In MiB.</param>
    public static Tiling Within(long memoryMiB)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryMiB, 1);
        return new() { MemoryMiB = memoryMiB };
    }

    /// <summary>The same tiles, but so that they give what the whole picture would, to rounding.</summary>
    /// <remarks>
    /// Norms take the statistics of the whole picture, which are gathered in passes over all tiles before the result; tiles carry all the
    /// context that convolutions look at. It takes a pass over all tiles for every norm in a row, about fifteen for LiteVAE's encoders. Networks with attention, or another average than a norm's, cannot be
    /// computed so: cutting a picture for them is refused.
    /// </remarks>
    public Tiling Exactly() => this with { Exact = true };
}
