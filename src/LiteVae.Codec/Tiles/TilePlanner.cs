using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Codec.Networks.Stages;

namespace LiteVae.Codec.Tiles;

/// <summary>Plans the tiles of one network from its config: receptive field and memory come from the stages themselves.</summary>
/// <param name="name">The network's name, for messages: "encoder" or "decoder".</param>
/// <param name="network">The network; declared weights are enough.</param>
/// <param name="factor">Pixels per latent position.</param>
/// <param name="inputs">Channels of its input.</param>
/// <param name="encodes">Whether its input is pixels; otherwise it is latents.</param>
/// <param name="tiling">What was asked for.</param>
/// <param name="memoryFactor">The memory that a run takes, as a multiple of what our kernels would.</param>
/// <param name="maxPositions">The most latent positions that the network computes at once, a square number; all that there are where it has no limit.</param>
internal sealed class TilePlanner(string name, Stage network, int factor, int inputs, bool encodes, Tiling tiling, double memoryFactor, int maxPositions = int.MaxValue)
{
    // Statistics and attention look at all positions: no context makes tiles agree exactly. This much hides most of the difference.
    private const int ApproximateContext = 8;
    private const int ApproximateBlend = 8;

    // A tile of more positions along a side than this is never planned: sizes stay within 32 bits.
    private const int MaxSide = 8192;

    // The side of the largest square that is computed at once, in latent positions.
    private readonly Lazy<int> _side = new(() => tiling.Side is { } pixels
        ? pixels / factor
        : Largest(side => Bytes(network, factor, inputs, encodes, memoryFactor, side) <= tiling.MemoryMiB << 20));

    // What a position of the output depends on.
    private readonly ReceptiveField _field = network.Before(encodes ? new ReceptiveField(0, 0) : new ReceptiveField(0, factor - 1));

    /// <summary>Whether tiles give what the whole picture would, to rounding: no operation looks at all positions, or norms alone do and are given its statistics.</summary>
    public bool IsExact => !_field.IsGlobal || SharesStatistics;

    /// <summary>Whether the norms of all tiles take the statistics of the whole picture.</summary>
    public bool SharesStatistics => tiling.Exact && _field is { Normalizes: true, Averages: false };

    /// <summary>Bytes of feature maps that a tile takes while it is computed.</summary>
    /// <param name="side">In latent positions.</param>
    public long Bytes(int side) => Bytes(network, factor, inputs, encodes, memoryFactor, side);

    /// <summary>Whether several pictures of so many pixels in all may be computed at once.</summary>
    public bool Holds(long pixels) => tiling == Tiling.None || (long)_side.Value * factor * _side.Value * factor >= pixels;

    /// <summary>How a picture is cut: not at all where it fits into one tile.</summary>
    /// <param name="height">Of its latent.</param>
    /// <param name="width">Of its latent.</param>
    /// <exception cref="TilingException">It must be cut, and no tile fits.</exception>
    public TilePlan PlanFor(int height, int width)
    {
        if (tiling == Tiling.None)
            return TilePlan.Whole;
        var side = (long)height * width > maxPositions ? Math.Min(_side.Value, (int)Math.Sqrt(maxPositions)) : _side.Value;
        if (Math.Max(height, width) <= side)
            return TilePlan.Whole;
        if (tiling.Exact && !IsExact)
        {
            throw new TilingException(
                $"this {name} cannot be computed exactly in tiles: {(_field.Attends ? "attention relates" : "an average looks at")} all positions; "
                + $"{(tiling.Side is { } asked ? $"tiles of {asked} pixels are asked for" : $"{tiling.MemoryMiB} MiB are allowed")}",
                Math.Max(height, width) * factor, (Bytes(Math.Max(height, width)) >> 20) + 1);
        }
        var (context, blend) = IsExact ? (Context(), 0) : (ApproximateContext, ApproximateBlend);
        var min = new TilePlan(1, context, blend).MinSide;
        if (side >= min)
            return new TilePlan(side, context, Math.Min(blend, (side - 2 * context) / 2)); // at no position may more than two tiles meet
        var least = (Bytes(min) >> 20) + 1;
        var given = tiling.Side is { } s ? $"tiles of {s} pixels are asked for" : $"{tiling.MemoryMiB} MiB are allowed";
        throw new TilingException(
            $"this {name} needs tiles of at least {min * factor} pixels, about {least} MiB "
            + $"({context * factor} pixels of context on each side{(blend > 0 ? $" and {blend * factor} to blend" : "")}); {given}",
            min * factor, least);
    }

    // Latent positions to each side that decide about what is kept, global operations apart.
    private int Context() => encodes
        ? Math.Max((-_field.First + factor - 1) / factor, (_field.Last - (factor - 1) + factor - 1) / factor)
        : Math.Max(-_field.First, _field.Last);

    private static long Bytes(Stage network, int factor, int inputs, bool encodes, double memoryFactor, int side) =>
        (long)(memoryFactor * Rehearsal.Of(network, encodes ? side * factor : side, encodes ? side * factor : side, inputs).Bytes);

    // The largest side that fits; memory grows with it.
    private static int Largest(Func<int, bool> fits)
    {
        var (low, high) = (0, MaxSide);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (fits(middle))
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
}
