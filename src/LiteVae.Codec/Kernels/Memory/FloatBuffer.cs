using System.Runtime.InteropServices;

namespace LiteVae.Codec.Kernels.Memory;

/// <summary>Floats outside the managed heap, aligned to pages. Whoever makes it disposes it.</summary>
internal sealed unsafe class FloatBuffer : IDisposable
{
    private const nuint Alignment = 4096;

    /// <param name="length">How many.</param>
    /// <param name="clear">Whether they are zero at first; otherwise they are whatever was there.</param>
    public FloatBuffer(long length, bool clear = true)
    {
        var bytes = checked((nuint)Math.Max(1, length) * sizeof(float));
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        if (clear)
            NativeMemory.Clear(Pointer, bytes);
        Length = length;
    }

    /// <summary>A copy of values, followed by zeros up to a length.</summary>
    public FloatBuffer(float* values, long count, long length)
        : this(length)
    {
        if (values is not null)
            NativeMemory.Copy(values, Pointer, (nuint)count * sizeof(float));
    }

    ~FloatBuffer() => Free();

    /// <summary>The first value; null once disposed.</summary>
    public float* Pointer { get; private set; }

    /// <summary>How many there are.</summary>
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
