namespace LiteVae.Codec.Kernels.Elementwise;

/// <summary>The sum of feature maps and of others whose channels are multiplied by gates, image by image.</summary>
internal static unsafe class GatedSum
{
    private const int BlockFloats = 16 * 1024;

    /// <summary>x = x * gate + residual.</summary>
    /// <param name="x">Replaced.</param>
    /// <param name="gate">A factor for each channel of each image.</param>
    /// <param name="residual">Of the same shape.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static void Run(FeatureMaps x, ChannelValues gate, FeatureMaps residual, Microkernel? microkernel = null)
    {
        if (!x.HasShapeOf(residual))
            throw new ArgumentException($"A sum of [{x.Images},{x.Channels},{x.Height},{x.Width}] and [{residual.Images},{residual.Channels},{residual.Height},{residual.Width}].", nameof(residual));
        var loops = microkernel ?? Microkernel.Current;
        using var constants = new FloatBuffer(2L * x.Channels);
        var zeros = constants.Pointer;
        var ones = zeros + x.Channels;
        new Span<float>(ones, x.Channels).Fill(1);
        var positions = x.Height * x.Width;
        var size = Math.Clamp(BlockFloats / x.Channels, 1, positions);
        var blocks = (positions + size - 1) / size;
        KernelThreads.For(x.Images * blocks, i =>
        {
            var (image, block) = Math.DivRem(i, blocks);
            var first = ((long)image * positions + block * size) * x.Channels;
            var rows = new ChannelRows(x.Data + first, x.Channels);
            loops.Combine(
                new ChannelRows(residual.Data + first, x.Channels), rows, default, rows, Math.Min(size, positions - block * size), x.Channels, gate.Of(image), ones, zeros);
        });
    }
}
