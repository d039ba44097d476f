using System.Runtime.InteropServices;

namespace LiteVae.Kernels;

/// <summary>Floats outside the managed heap, aligned to pages and zero at first. Whoever makes it disposes it.</summary>
internal sealed unsafe class FloatBuffer : IDisposable
{
    private const nuint Alignment = 4096;

    public FloatBuffer(long length)
    {
        var bytes = checked((nuint)Math.Max(1, length) * sizeof(float));
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Pointer, bytes);
        Length = length;
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
