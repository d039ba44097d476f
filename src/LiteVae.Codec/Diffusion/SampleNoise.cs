using LiteVae.Codec.Numerics;

namespace LiteVae.Codec.Diffusion;

/// <summary>The noise of samples: that of sample i is a function of the seed and of i, whatever batch the sample is drawn in.</summary>
/// <param name="seed">The seed of all samples.</param>
/// <param name="first">The number of the batch's first sample.</param>
/// <param name="count">The number of samples in the batch.</param>
/// <param name="length">The number of values of a sample.</param>
public sealed class SampleNoise(long seed, long first, int count, int length)
{
    /// <summary>Standard normal noise to start from, [count, length].</summary>
    public double[] Start() => Draw(0);

    /// <summary>Standard normal noise of a step, [count, length].</summary>
    /// <param name="step">The number of the step, from 0.</param>
    public double[] OfStep(int step) => Draw((ulong)step + 1);

    private double[] Draw(ulong purpose)
    {
        var values = new double[(long)count * length];
        for (var i = 0; i < count; i++)
        {
            var noise = new GaussianNoise(RandomStream.Mix(RandomStream.Mix((ulong)seed, (ulong)(first + i)), purpose));
            for (var j = 0; j < length; j++)
                values[i * length + j] = noise.Next();
        }
        return values;
    }
}
