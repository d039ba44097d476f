namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Each thread's working memory, which is kept from one kernel to the next.</summary>
internal static class ThreadScratch
{
    [ThreadStatic]
    private static FloatBuffer? _buffer;

    /// <summary>At least this many floats, whose values are undefined. Valid until this thread's next call.</summary>
    public static unsafe float* Get(long length)
    {
        if (_buffer is null || _buffer.Length < length)
        {
            _buffer?.Dispose();
            _buffer = null; // if the allocation below fails, the next call must not find the disposed buffer
            _buffer = new FloatBuffer(length);
        }
        return _buffer.Pointer;
    }
}
