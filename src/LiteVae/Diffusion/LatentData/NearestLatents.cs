namespace LiteVae.Diffusion.LatentData;

/// <summary>Finds the picture of a data set whose latent is most like a given one: whether samples are copies is thus seen.</summary>
/// <remarks>Distances are Euclidean, between normalized means, over the pictures and their mirrored copies. Of large sets, a part is searched that is spread over the whole.</remarks>
internal sealed class NearestLatents
{
    // Numbers kept in memory: 256 MiB.
    private const int MaxValues = 1 << 26;

    private readonly (int Index, bool Mirrored)[] _pictures;
    private readonly float[][] _latents;

    /// <param name="set">Read here, and not owned.</param>
    /// <param name="flip">Whether mirrored copies are among what is trained on.</param>
    public NearestLatents(LatentSet set, bool flip)
    {
        var copies = flip ? 2 : 1;
        var count = (int)Math.Min(set.Count, MaxValues / copies / set.Shape.Aggregate(1L, (product, side) => product * side));
        IsComplete = count == set.Count;
        _pictures = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * set.Count / count)).SelectMany(index => Enumerable.Range(0, copies).Select(copy => (index, copy == 1)))];
        _latents = [.. _pictures.Select(p => set.ReadNormalizedMean(p.Index, p.Mirrored))];
    }

    /// <summary>Whether all pictures are searched.</summary>
    public bool IsComplete { get; }

    /// <summary>The nearest picture, and the root of the mean squared difference.</summary>
    /// <param name="latent">Normalized, [Z,h,w].</param>
    public (int Index, bool Mirrored, double Distance) Find(ReadOnlySpan<float> latent)
    {
        var (best, distance) = (0, double.PositiveInfinity);
        for (var i = 0; i < _latents.Length; i++)
        {
            var squared = 0.0;
            var candidate = _latents[i];
            for (var j = 0; j < candidate.Length; j++)
                squared += (latent[j] - candidate[j]) * (latent[j] - candidate[j]);
            if (squared < distance)
                (best, distance) = (i, squared);
        }
        return (_pictures[best].Index, _pictures[best].Mirrored, Math.Sqrt(distance / latent.Length));
    }
}
