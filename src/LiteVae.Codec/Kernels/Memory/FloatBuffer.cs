using System.Runtime.InteropServices;

namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Floats outside of the managed heap, aligned to pages.</summary>
internal sealed unsafe class FloatBuffer : IDisposable
{
    private const nuint Alignment = 4096;

    /// <param name="length">The number of floats.</param>
    /// <param name="clear">Whether to set them to zero; otherwise their values are undefined.</param>
    public FloatBuffer(long length, bool clear = true)
    {
        var bytes = checked((nuint)Math.Max(1, length) * sizeof(float));
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        if (clear)
            NativeMemory.Clear(Pointer, bytes);
        Length = length;
    }

    /// <summary>A copy of values, followed by zeros up to the length.</summary>
    public FloatBuffer(float* values, long count, long length)
        : this(length)
    {
        if (values is not null)
            NativeMemory.Copy(values, Pointer, (nuint)count * sizeof(float));
    }

    ~FloatBuffer() => Free();

    /// <summary>The address of the first value; null once disposed.</summary>
    public float* Pointer { get; private set; }

    /// <summary>The number of floats.</summary>
    public long Length { get; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
