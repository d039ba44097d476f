namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Working memory of a thread, kept from one kernel to the next: about what its second-level cache holds.</summary>
internal static class ThreadScratch
{
    [ThreadStatic]
    private static FloatBuffer? _buffer;

    /// <summary>At least so many floats, with whatever was there before. Valid until this thread's next call.</summary>
    public static unsafe float* Get(long length)
    {
        if (_buffer is null || _buffer.Length < length)
        {
            _buffer?.Dispose();
            _buffer = null; // should there be no memory, the old size must not stay
            _buffer = new FloatBuffer(length);
        }
        return _buffer.Pointer;
    }
}
