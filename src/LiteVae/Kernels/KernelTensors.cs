using LiteVae.Codec.Kernels;
using LiteVae.Codec.Kernels.Memory;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Kernels;

/// <summary>Tensors as the kernels see them.</summary>
internal static unsafe class KernelTensors
{
    // TorchSharp reaches the memory of small tensors only through several calls, each with objects of its own.
    private static readonly delegate* unmanaged<nint, void*> DataPointer = FindDataPointer();

    /// <summary>Whether kernels compute what has this type and these weights; libtorch does otherwise.</summary>
    public static bool Supports(Tensor weight, ScalarType type) =>
        Processor.RunsKernels && DataPointer is not null && type == ScalarType.Float32 && weight.device_type == TorchSharp.DeviceType.CPU;

    /// <summary>The memory of a float32 tensor [B,C,H,W] that lies channels last. Valid while the tensor lives.</summary>
    public static FeatureMaps Maps(Tensor x)
    {
        var shape = x.shape;
        return LieChannelsLast(x, shape) ? new(Data(x), (int)shape[0], (int)shape[2], (int)shape[3], (int)shape[1]) : throw Unfit(x);
    }

    /// <summary>Whether a tensor [B,C,H,W] has a position's channels side by side, and nothing between its values.</summary>
    public static bool LieChannelsLast(Tensor x) => LieChannelsLast(x, x.shape);

    /// <summary>Where the values of a contiguous float32 tensor start. Valid while the tensor lives.</summary>
    public static float* Pointer(Tensor x) => x.is_contiguous() ? Data(x) : throw Unfit(x);

    /// <summary>Where a float32 tensor's first value is, however the others lie.</summary>
    public static float* Data(Tensor x)
    {
        if (x.dtype != ScalarType.Float32 || x.device_type != TorchSharp.DeviceType.CPU)
            throw Unfit(x);
        var data = (float*)DataPointer(x.Handle);
        GC.KeepAlive(x);
        return data;
    }

    /// <summary>A tensor [B,C,H,W], channels last, whose values are not set.</summary>
    public static Tensor Create(long images, long channels, long height, long width)
    {
        using var values = empty(images * height * width * channels, ScalarType.Float32, CPU);
        return values.as_strided([images, channels, height, width], [height * width * channels, 1, width * channels, channels]);
    }

    /// <summary>A weight's values, contiguous and in float32: the weight itself where it is so already.</summary>
    public static Tensor Values(Tensor weight)
    {
        using var scope = NewDisposeScope();
        return weight.detach().to_type(ScalarType.Float32).contiguous().MoveToOuterDisposeScope();
    }

    private static bool LieChannelsLast(Tensor x, long[] shape)
    {
        var strides = x.stride();
        ReadOnlySpan<long> expected = [shape[1] * shape[2] * shape[3], 1, shape[1] * shape[3], shape[1]];
        for (var i = 0; i < 4; i++)
        {
            if (shape[i] > 1 && strides[i] != expected[i])
                return false;
        }
        return true;
    }

    private static delegate* unmanaged<nint, void*> FindDataPointer()
    {
        TorchRuntime.EnsureLoaded();
        return (delegate* unmanaged<nint, void*>)TorchLibraryResolver.Find("THSTensor_data", "LibTorchSharp");
    }

    private static InvalidOperationException Unfit(Tensor x) => new(
        $"A kernel was given a tensor in another layout, of another type than float32, or not on the processor: {x.device} {x.dtype} {TensorGuards.Shape(x)}, strides [{string.Join(',', x.stride())}].");
}
