using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>Loads and stores of a vector's first values by way of the stack, for instruction sets without masked ones.</summary>
internal static unsafe class PartialVector
{
    private const int MaxWidth = 16;

    [SkipLocalsInit]
    public static TVector Load<TVector>(float* from, int count)
        where TVector : unmanaged, IVector<TVector>
    {
        var values = stackalloc float[MaxWidth];
        for (var lane = 0; lane < TVector.Width; lane++)
            values[lane] = lane < count ? from[lane] : 0;
        return TVector.Load(values);
    }

    [SkipLocalsInit]
    public static void Store<TVector>(TVector value, float* to, int count)
        where TVector : unmanaged, IVector<TVector>
    {
        var values = stackalloc float[MaxWidth];
        TVector.Store(value, values);
        for (var lane = 0; lane < count; lane++)
            to[lane] = values[lane];
    }
}
