namespace LiteVae.Codec.Kernels.Memory;

/// <summary>A piece of a <see cref="FeatureMapPool"/>.</summary>
/// <param name="buffer">The memory; null in a simulated pool.</param>
/// <param name="length">Its floats.</param>
internal sealed unsafe class PooledMemory(FloatBuffer? buffer, long length) : IDisposable
{
    /// <summary>The first float; null in a simulated pool.</summary>
    public float* Pointer => buffer is null ? null : buffer.Pointer;

    /// <summary>The floats it holds.</summary>
    public long Length => length;

    /// <summary>The calls since it was last rented.</summary>
    public int UnusedCalls { get; set; }

    public void Dispose() => buffer?.Dispose();
}
