using System.Numerics;
using LiteVae.Codec.Kernels.Threads;
using static TorchSharp.torch;

namespace LiteVae.Kernels;

/// <summary>Passes over all parameters of a network at once: what an optimizer and a moving average do, on all threads. For float32 on a processor.</summary>
/// <remarks>A libtorch operation is a pass over memory each. Results do not depend on the number of threads.</remarks>
internal static unsafe class FlatValues
{
    // The values of a block: its sums are in a fixed order, and it is worth a thread's being called for.
    private const int Block = 1 << 14;

    /// <summary>Whether these tensors are such as the passes compute.</summary>
    public static bool Support(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (!KernelTensors.Supports(tensor, tensor.dtype) || !tensor.is_contiguous())
                return false;
        }
        return true;
    }

    /// <summary>Adam's update: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g², p = decay p - rate m / (sqrt(v) / root + epsilon).</summary>
    /// <param name="parameters">p, [N].</param>
    /// <param name="gradients">g, [N].</param>
    /// <param name="firstMoment">m, [N].</param>
    /// <param name="secondMoment">v, [N].</param>
    /// <param name="factors">The factors of the formula.</param>
    public static void AdamStep(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamFactors factors)
    {
        var p = KernelTensors.Pointer(parameters);
        var g = KernelTensors.Pointer(gradients);
        var m = KernelTensors.Pointer(firstMoment);
        var v = KernelTensors.Pointer(secondMoment);
        KernelThreads.ForBlocks(parameters.numel(), Block, (first, count) => AdamStep(
            new Span<float>(p + first, count), new ReadOnlySpan<float>(g + first, count), new Span<float>(m + first, count), new Span<float>(v + first, count), factors));
        GC.KeepAlive(parameters);
        GC.KeepAlive(gradients);
        GC.KeepAlive(firstMoment);
        GC.KeepAlive(secondMoment);
    }

    /// <summary>average = decay average + (1 - decay) values.</summary>
    /// <param name="average">[N].</param>
    /// <param name="values">[N].</param>
    /// <param name="decay">Between 0 and 1.</param>
    public static void Average(Tensor average, Tensor values, double decay)
    {
        var to = KernelTensors.Pointer(average);
        var from = KernelTensors.Pointer(values);
        var (old, present) = ((float)decay, (float)(1 - decay));
        KernelThreads.ForBlocks(average.numel(), Block, (first, count) =>
        {
            var a = to + first;
            var x = from + first;
            var i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.MultiplyAddEstimate(Vector.Load(a + i), new Vector<float>(old), Vector.Load(x + i) * present), a + i);
            for (; i < count; i++)
                a[i] = a[i] * old + x[i] * present;
        });
        GC.KeepAlive(average);
        GC.KeepAlive(values);
    }

    /// <summary>The sum of squares, in double precision.</summary>
    /// <param name="values">[N].</param>
    public static double SumOfSquares(Tensor values)
    {
        var from = KernelTensors.Pointer(values);
        var sums = new double[(values.numel() + Block - 1) / Block];
        KernelThreads.ForBlocks(values.numel(), Block, (first, count) =>
        {
            var x = from + first;
            var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
            var i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(x + i), out var lower, out var upper);
                low += lower * lower;
                high += upper * upper;
            }
            var sum = Vector.Sum(low + high);
            for (; i < count; i++)
                sum += (double)x[i] * x[i];
            sums[first / Block] = sum;
        });
        GC.KeepAlive(values);
        return sums.Sum();
    }

    private static void AdamStep(Span<float> p, ReadOnlySpan<float> g, Span<float> m, Span<float> v, AdamFactors factors)
    {
        var i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var gradient = new Vector<float>(g[i..]);
            var first = new Vector<float>(m[i..]) * factors.Beta1 + gradient * factors.OneLessBeta1;
            var second = new Vector<float>(v[i..]) * factors.Beta2 + gradient * gradient * factors.OneLessBeta2;
            first.CopyTo(m[i..]);
            second.CopyTo(v[i..]);
            var denominator = Vector.SquareRoot(second) / factors.Root + new Vector<float>(factors.Epsilon);
            (new Vector<float>(p[i..]) * factors.Decay - first / denominator * factors.Rate).CopyTo(p[i..]);
        }
        for (; i < p.Length; i++)
        {
            m[i] = m[i] * factors.Beta1 + g[i] * factors.OneLessBeta1;
            v[i] = v[i] * factors.Beta2 + g[i] * g[i] * factors.OneLessBeta2;
            p[i] = p[i] * factors.Decay - m[i] / (MathF.Sqrt(v[i]) / factors.Root + factors.Epsilon) * factors.Rate;
        }
    }
}
