namespace LiteVae.Codec.Networks.Stages.Layers;

/// <summary>The effective weight of a self-modulated convolution, a constant at inference.</summary>
internal static unsafe class SelfModulation
{
    private const double Epsilon = 1e-8;

    /// <summary>Reads <c>conv.weight</c>, <c>scales</c> and <c>gain</c> and applies equation (3) of section 4.2, in double precision.</summary>
    /// <returns>[outputs, inputs, kernel, kernel], owned by the caller; null where weights are only declared.</returns>
    public static FloatBuffer? ReadEffectiveWeight(Weights weights, int inputs, int outputs, int kernel)
    {
        var weight = weights.Part("conv").Read("weight", outputs, inputs, kernel, kernel);
        using var scales = weights.Read("scales", inputs);
        using var gain = weights.Read("gain", 1);
        if (weight is null || scales is null || gain is null)
            return null;
        var squares = 0.0;
        for (var i = 0; i < inputs; i++)
            squares += (double)scales.Pointer[i] * scales.Pointer[i];
        var scaleNorm = 1 / Math.Sqrt(squares / inputs);
        var taps = kernel * kernel;
        for (var output = 0; output < outputs; output++)
        {
            var row = weight.Pointer + (long)output * inputs * taps;
            var (plain, modulated) = (0.0, 0.0);
            for (var i = 0; i < inputs * taps; i++)
            {
                var scaled = row[i] * (double)scales.Pointer[i / taps] * scaleNorm;
                plain += (double)row[i] * row[i];
                modulated += scaled * scaled;
            }
            var normalization = 1 / Math.Sqrt(plain / (inputs * taps));
            var demodulation = 1 / Math.Sqrt(modulated * normalization * normalization + Epsilon);
            for (var i = 0; i < inputs * taps; i++)
                row[i] = (float)(row[i] * scaleNorm * scales.Pointer[i / taps] * normalization * demodulation * gain.Pointer[0]);
        }
        return weight;
    }
}
