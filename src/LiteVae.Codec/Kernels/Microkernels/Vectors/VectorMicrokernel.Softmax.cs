using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <content>The parts of a softmax.</content>
internal sealed unsafe partial class VectorMicrokernel<TSet, TVector, TDouble>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Max(float* values, int count)
    {
        var last = count - TSet.Width;
        var result = float.NegativeInfinity;
        var i = 0;
        if (count >= TSet.Width)
        {
            var largest = TSet.Load(values);
            for (i = TSet.Width; i <= last; i += TSet.Width)
                largest = TSet.Max(largest, TSet.Load(values + i));
            result = TSet.Max(largest);
        }
        for (; i < count; i++)
            result = MathF.Max(result, values[i]);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float ExpSum(float* values, int count, float scale, float shift)
    {
        var (factor, offset) = (TSet.Create(scale), TSet.Create(-shift));
        TVector sum = default;
        var last = count - TSet.Width;
        var i = 0;
        for (; i <= last; i += TSet.Width)
        {
            var value = Exp(TSet.MultiplyAdd(TSet.Load(values + i), factor, offset));
            TSet.Store(value, values + i);
            sum = TSet.Add(sum, value);
        }
        var result = TSet.Sum(sum);
        if (i == count)
            return result;
        var mask = new LaneMask(count - i);
        mask.Store(Exp(TSet.MultiplyAdd(mask.Load(values + i), factor, offset)), values + i);
        for (; i < count; i++)
            result += values[i];
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Scale(float* values, int count, float factor)
    {
        var f = TSet.Create(factor);
        var last = count - TSet.Width;
        var i = 0;
        for (; i <= last; i += TSet.Width)
            TSet.Store(TSet.Multiply(TSet.Load(values + i), f), values + i);
        for (; i < count; i++)
            values[i] *= factor;
    }
}
