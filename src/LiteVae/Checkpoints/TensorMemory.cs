using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints;

/// <summary>A contiguous CPU tensor's memory, whatever its element type.</summary>
internal static class TensorMemory
{
    /// <summary>The address of the first element. Valid as long as the tensor lives.</summary>
    /// <exception cref="ArgumentException">The tensor is not contiguous, or not on the CPU.</exception>
    public static unsafe void* Pointer(Tensor tensor)
    {
        if (tensor.device_type != TorchSharp.DeviceType.CPU || !tensor.is_contiguous())
            throw new ArgumentException("Only a contiguous tensor on the CPU has memory to point at.");
        if (tensor.numel() == 0)
            return null;
        // One element's span suffices for the address, and a span of the whole could not exceed 2 GiB.
        using var first = tensor.view(-1).narrow(0, 0, 1);
        return Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
