namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>The sizes and coefficients of Winograd's minimal filtering F(4,3): four outputs of a filter of three taps in six multiplications.</summary>
/// <remarks>
/// <para>Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016. In two dimensions a 3x3 convolution of
/// a 4x4 tile takes 36 multiplications rather than 144.</para>
/// <para>The interpolation points are 0, +-2/3, +-3/2 and infinity rather than the usual 0, +-1, +-2: with points
/// that are each other's reciprocals less is lost to cancellation, and rounding errors halve.</para>
/// </remarks>
internal static class WinogradTransform
{
    /// <summary>The number of outputs along a tile's side.</summary>
    public const int Outputs = 4;

    /// <summary>The number of inputs along a tile's side.</summary>
    public const int Inputs = 6;

    /// <summary>The number of products of a tile.</summary>
    public const int Products = Inputs * Inputs;

    /// <summary>The first interpolation point.</summary>
    public const double A = 2.0 / 3;

    /// <summary>The second interpolation point.</summary>
    public const double B = 3.0 / 2;

    /// <summary>Lagrange's denominator at +-A; at 0 it is A * A * B * B = 1.</summary>
    public const double DenominatorA = 2 * A * A * (A * A - B * B);

    /// <summary>Lagrange's denominator at +-B.</summary>
    public const double DenominatorB = 2 * B * B * (B * B - A * A);
}
