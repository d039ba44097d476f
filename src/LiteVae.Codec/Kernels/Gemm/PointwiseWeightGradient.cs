namespace LiteVae.Codec.Kernels.Gemm;

/// <summary>The gradient of a 1x1 convolution's weight.</summary>
/// <remarks>Positions are cut into chunks whose number does not depend on that of threads, and the chunks' sums are added in order.</remarks>
internal static unsafe class PointwiseWeightGradient
{
    // The positions that are packed and multiplied at once: they stay in a core's first caches.
    private const int Rows = 128;
    private const int MaxChunks = 16;

    /// <summary>Computes the gradient.</summary>
    /// <param name="x">The convolution's input.</param>
    /// <param name="concat">A second input of the same size, whose channels follow the first's; null for none.</param>
    /// <param name="y">The gradient of its output, of the same size.</param>
    /// <param name="result">[outputs, inputs], written.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static void Run(FeatureMaps x, FeatureMaps? concat, FeatureMaps y, float* result, Microkernel? microkernel = null)
    {
        x.RequireSize(y);
        concat?.RequireSize(y);
        var loops = microkernel ?? Microkernel.Current;
        var channels = x.Channels + (concat?.Channels ?? 0);
        var inputs = loops.RoundToVectors(channels);
        var outputs = loops.Panels(y.Channels) * loops.PanelColumns;
        var runs = (y.Positions + Rows - 1) / Rows;
        var size = (runs + MaxChunks - 1) / MaxChunks * Rows;
        var chunks = (int)((y.Positions + size - 1) / size);
        using var sums = new FloatBuffer((long)chunks * inputs * outputs); // [chunk, inputs, outputs]
        var all = sums.Pointer;
        KernelThreads.For(chunks, y.Positions * (channels + y.Channels), chunk =>
        {
            var a = ThreadScratch.Get((long)Rows * (inputs + outputs));
            var b = a + (long)Rows * inputs;
            new Span<float>(a, Rows * (inputs + outputs)).Clear();
            var end = Math.Min(y.Positions, (chunk + 1) * size);
            for (var first = chunk * size; first < end; first += Rows)
            {
                var count = (int)Math.Min(Rows, end - first);
                Copy(x, first, count, a, inputs);
                if (concat is { } second)
                    Copy(second, first, count, a + x.Channels, inputs);
                Copy(y, first, count, b, outputs);
                loops.AddTransposed(a, inputs, inputs, b, outputs, outputs, count, all + (long)chunk * inputs * outputs, outputs);
            }
        });
        for (var chunk = 1; chunk < chunks; chunk++)
            loops.Add(all, all + (long)chunk * inputs * outputs, inputs * outputs);
        for (var output = 0; output < y.Channels; output++)
        {
            for (var input = 0; input < channels; input++)
                result[(long)output * channels + input] = all[(long)input * outputs + output];
        }
    }

    private static void Copy(FeatureMaps from, long first, int count, float* to, long step)
    {
        for (var position = first; position < first + count; position++, to += step)
            new ReadOnlySpan<float>(from.Data + position * from.Channels, from.Channels).CopyTo(new Span<float>(to, from.Channels));
    }
}
