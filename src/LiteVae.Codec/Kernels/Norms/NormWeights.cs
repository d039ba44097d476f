namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The affine map and the groups of a GroupNorm. Owns nothing.</summary>
/// <param name="weight">[C].</param>
/// <param name="bias">[C].</param>
/// <param name="groups">The number of groups; divides C.</param>
/// <param name="epsilon">Added to the variance.</param>
internal readonly unsafe struct NormWeights(float* weight, float* bias, int groups, double epsilon)
{
    public float* Weight { get; } = weight;

    public float* Bias { get; } = bias;

    public int Groups { get; } = groups;

    public double Epsilon { get; } = epsilon;
}
