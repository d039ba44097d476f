namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>Feature maps of one size side by side in the channels.</summary>
internal static unsafe class Concatenation
{
    /// <summary>Copies the channels of all parts next to each other.</summary>
    /// <param name="parts">[B,H,W,C] each, of one size.</param>
    /// <param name="workspace">Memory of this run.</param>
    /// <returns>[B,H,W,sum of C], which the caller releases; the parts stay the caller's.</returns>
    public static Features Of(IReadOnlyList<Features> parts, Workspace workspace)
    {
        var first = parts[0].Maps;
        var y = workspace.Rent(first.Images, first.Height, first.Width, parts.Sum(p => p.Maps.Channels));
        if (workspace.IsRehearsal)
            return y;
        var offset = 0;
        foreach (var part in parts)
        {
            var maps = part.Maps;
            maps.RequireSize(y.Maps);
            for (var position = 0L; position < maps.Positions; position++)
            {
                new ReadOnlySpan<float>(maps.Data + position * maps.Channels, maps.Channels)
                    .CopyTo(new Span<float>(y.Maps.Data + position * y.Maps.Channels + offset, maps.Channels));
            }
            offset += maps.Channels;
        }
        return y;
    }
}
