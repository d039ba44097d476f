using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Norms;

namespace LiteVae.Codec.Tests.Kernels.Norms;

/// <summary>The gradients of GroupNorm and SiLU, and of SiLU alone, over one or two inputs, against the chain rule in double precision.</summary>
public sealed unsafe class ActivationGradientTests
{
    private const int Images = 2;
    private const int Height = 9;
    private const int Width = 15; // 135 positions: three blocks, the last one not full
    private const int First = 9;
    private const int Second = 5; // one of seven groups lies in both inputs
    private const int Channels = First + Second;
    private const int Groups = 7;
    private const double Epsilon = 1e-3;

    public static MatrixTheoryData<string, bool, bool> Cases => new(KernelCase.Names, [true, false], [true, false]);

    [Theory, MemberData(nameof(Cases))]
    public void They_are_those_of_the_chain_rule(string name, bool hasNorm, bool hasConcat)
    {
        var loops = KernelCase.Named(name);
        var first = hasConcat ? First : Channels;
        var (xBuffer, x) = KernelCase.Maps(1, Images, Height, Width, first);
        var (concatBuffer, other) = KernelCase.Maps(2, Images, Height, Width, Second);
        var (gradientBuffer, gradient) = KernelCase.Maps(3, Images, Height, Width, Channels);
        var (addendBuffer, addend) = KernelCase.Maps(4, Images, Height, Width, Channels);
        var (workBuffer, work) = KernelCase.Maps(5, Images, Height, Width, Channels);
        var (resultBuffer, result) = KernelCase.Maps(6, Images, Height, Width, first);
        var (otherBuffer, otherResult) = KernelCase.Maps(7, Images, Height, Width, Second);
        FeatureMaps? concat = hasConcat ? other : null;
        FeatureMaps? concatResult = hasConcat ? otherResult : null;
        var (weight, bias) = (KernelCase.Noise(8, Channels), KernelCase.Noise(9, Channels));
        using var weights = KernelCase.Buffer([.. weight, .. bias]);
        using var found = new FloatBuffer(3 * Channels);

        NormWeights? norm = hasNorm ? new NormWeights(weights.Pointer, weights.Pointer + Channels, Groups, Epsilon) : null;
        var input = ActivationInput.Of(x, concat, norm, loops);
        new ActivationGradient(input, loops).Run(
            gradient, work, addend, result, concatResult, found.Pointer, found.Pointer + Channels, found.Pointer + 2 * Channels);

        var expected = Expected(KernelCase.Doubles(Joined(x, concat)), KernelCase.Values(gradient), hasNorm ? (weight, bias) : null);
        var withAddend = expected.Input.Zip(KernelCase.Values(addend), (a, b) => a + b).ToArray();
        KernelCase.AssertClose(withAddend, Joined(result, concatResult), 2e-6);
        KernelCase.AssertClose(expected.Sums, new(found.Pointer + 2 * Channels, Channels), 5e-6);
        if (hasNorm)
        {
            KernelCase.AssertClose(expected.Weight, new(found.Pointer, Channels), 2e-6);
            KernelCase.AssertClose(expected.Bias, new(found.Pointer + Channels, Channels), 2e-6);
        }
        foreach (var buffer in (FloatBuffer[])[xBuffer, concatBuffer, gradientBuffer, addendBuffer, workBuffer, resultBuffer, otherBuffer])
            buffer.Dispose();
    }

    // The channels of both, position by position.
    private static float[] Joined(FeatureMaps x, FeatureMaps? concat)
    {
        var values = KernelCase.Values(x);
        if (concat is not { } other)
            return values;
        var others = KernelCase.Values(other);
        return [.. Enumerable.Range(0, (int)x.Positions).SelectMany(p =>
            values.Skip(p * x.Channels).Take(x.Channels).Concat(others.Skip(p * other.Channels).Take(other.Channels)))];
    }

    private static (double[] Input, double[] Weight, double[] Bias, double[] Sums) Expected(double[] x, float[] gradient, (float[] Weight, float[] Bias)? norm)
    {
        var (input, weight, bias, sums) = (new double[x.Length], new double[Channels], new double[Channels], new double[Channels]);
        for (var image = 0; image < Images; image++)
        {
            foreach (var group in Enumerable.Range(0, Channels).Chunk(Channels / Groups))
            {
                int[] places = [.. Enumerable.Range(image * Height * Width, Height * Width).SelectMany(p => group.Select(c => p * Channels + c))];
                var mean = norm is null ? 0 : places.Average(i => x[i]);
                var inverse = norm is null ? 1 : 1 / Math.Sqrt(places.Average(i => (x[i] - mean) * (x[i] - mean)) + Epsilon);
                double Normalized(int i) => (x[i] - mean) * inverse;
                double Activated(int i) =>
                    gradient[i] * Definition.SiluDerivative(norm is { } n ? Normalized(i) * n.Weight[i % Channels] + n.Bias[i % Channels] : x[i]);
                double OfNormalized(int i) => Activated(i) * (norm?.Weight[i % Channels] ?? 1);
                var (average, product) = norm is null ? (0, 0) : (places.Average(OfNormalized), places.Average(i => OfNormalized(i) * Normalized(i)));
                foreach (var i in places)
                {
                    input[i] = inverse * (OfNormalized(i) - average - Normalized(i) * product);
                    weight[i % Channels] += Activated(i) * Normalized(i);
                    bias[i % Channels] += Activated(i);
                    sums[i % Channels] += input[i];
                }
            }
        }
        return (input, weight, bias, sums);
    }
}
