using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels;

/// <content>The parts of a softmax.</content>
internal abstract unsafe partial class VectorMicrokernel<TVector, TDouble>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override float Max(float* values, int count)
    {
        var result = float.NegativeInfinity;
        var i = 0;
        if (count >= TVector.Width)
        {
            var largest = TVector.Load(values);
            for (i = TVector.Width; i + TVector.Width <= count; i += TVector.Width)
                largest = TVector.Max(largest, TVector.Load(values + i));
            result = TVector.Max(largest);
        }
        for (; i < count; i++)
            result = MathF.Max(result, values[i]);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override float ExpSum(float* values, int count, float scale, float shift)
    {
        var (factor, offset) = (TVector.Create(scale), TVector.Create(-shift));
        TVector sum = default;
        var i = 0;
        for (; i + TVector.Width <= count; i += TVector.Width)
        {
            var value = VectorMath.Exp(TVector.MultiplyAdd(TVector.Load(values + i), factor, offset));
            TVector.Store(value, values + i);
            sum += value;
        }
        var result = TVector.Sum(sum);
        if (i == count)
            return result;
        var mask = new LaneMask<TVector>(count - i);
        mask.Store(VectorMath.Exp(TVector.MultiplyAdd(mask.Load(values + i), factor, offset)), values + i);
        for (; i < count; i++)
            result += values[i];
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void Scale(float* values, int count, float factor)
    {
        var f = TVector.Create(factor);
        var i = 0;
        for (; i + TVector.Width <= count; i += TVector.Width)
            TVector.Store(TVector.Load(values + i) * f, values + i);
        for (; i < count; i++)
            values[i] *= factor;
    }
}
