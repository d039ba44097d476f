using LiteVae.Codec.Configuration;

namespace LiteVae.Inference;

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

    /// <summary>Reads "none", "auto" or a side in pixels.</summary>
    /// <exception cref="ConfigException">Neither of them.</exception>
    public static Tiling Parse(string text, long memoryMiB) => text switch
    {
        "none" => None,
        "auto" => Within(memoryMiB),
        _ when int.TryParse(text, out var side) && side > 0 => OfSide(side),
        _ => throw new ConfigException("--tile", $"expected auto, none or a side in pixels; found \"{text}\""),
    };
}
