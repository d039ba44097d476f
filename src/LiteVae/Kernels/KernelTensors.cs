using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LiteVae.Kernels;

/// <summary>Tensors as the kernels see them.</summary>
internal static unsafe class KernelTensors
{
    /// <summary>Whether kernels compute what has this type and these weights; libtorch does otherwise.</summary>
    public static bool Take(Tensor weight, ScalarType type) =>
        Processor.RunsKernels && type == ScalarType.Float32 && weight.device_type == TorchSharp.DeviceType.CPU;

    /// <summary>The memory of a float32 tensor [B,C,H,W] that lies channels last. Valid while the tensor lives.</summary>
    public static FeatureMaps Maps(Tensor x)
    {
        using var positions = x.permute(0, 2, 3, 1);
        return new(Pointer(positions), (int)x.size(0), (int)x.size(2), (int)x.size(3), (int)x.size(1));
    }

    /// <inheritdoc cref="Maps"/>
    public static FeatureMaps? MapsOrNone(Tensor? x) => x is null ? null : Maps(x);

    /// <summary>Where the values of a contiguous float32 tensor start. Valid while the tensor lives.</summary>
    public static float* Pointer(Tensor x)
    {
        if (!x.is_contiguous() || x.dtype != ScalarType.Float32)
            throw new InvalidOperationException("A kernel was given a tensor in another layout, or of another type than float32.");
        using var flat = x.view(-1);
        using var first = flat.narrow(0, 0, 1); // spans hold two gigabytes at most, and all that is needed is where they start
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    /// <summary>A tensor [B,C,H,W], channels last, whose values are not set; of the pool's memory where one serves this thread.</summary>
    public static Tensor Create(long images, long channels, long height, long width)
    {
        using var values = FeatureMapPool.Rent(images * height * width * channels);
        using var positions = values.view(images, height, width, channels);
        return positions.permute(0, 3, 1, 2);
    }

    /// <summary>A weight's values, contiguous and in float32: the weight itself where it is so already.</summary>
    public static Tensor Values(Tensor weight)
    {
        using var scope = NewDisposeScope();
        return weight.detach().to_type(ScalarType.Float32).contiguous().MoveToOuterDisposeScope();
    }
}
