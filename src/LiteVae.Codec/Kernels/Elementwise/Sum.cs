namespace LiteVae.Codec.Kernels.Elementwise;

/// <summary>The sum of feature maps, where no convolution's epilogue can add them.</summary>
internal static unsafe class Sum
{
    private const int BlockFloats = 16 * 1024;

    /// <summary>x += other.</summary>
    /// <param name="x">Added to.</param>
    /// <param name="other">Of the same shape.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static void AddTo(FeatureMaps x, FeatureMaps other, Microkernel? microkernel = null)
    {
        if (!x.HasShapeOf(other))
            throw new ArgumentException($"A sum of [{x.Images},{x.Channels},{x.Height},{x.Width}] and [{other.Images},{other.Channels},{other.Height},{other.Width}].", nameof(other));
        var loops = microkernel ?? Microkernel.Current;
        KernelThreads.ForBlocks(x.Positions * x.Channels, BlockFloats, (first, count) => loops.Add(x.Data + first, other.Data + first, count));
    }
}
