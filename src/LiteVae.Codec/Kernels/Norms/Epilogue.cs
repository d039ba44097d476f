namespace LiteVae.Codec.Kernels.Norms;

/// <summary>The operations on a convolution's result before it is stored; done there, they cost no pass over memory.</summary>
/// <param name="residual">Feature maps of the result's layout that are added to it; null for none.</param>
/// <param name="scale">The factor of that sum; unused without a residual.</param>
/// <param name="silu">Whether SiLU is applied last.</param>
/// <param name="gelu">The GELU that is applied last; <see cref="Winograd.WinogradConvolution"/> has none.</param>
internal readonly unsafe struct Epilogue(float* residual, float scale = 1, bool silu = false, GeluForm gelu = GeluForm.None)
{
    public float* Residual { get; } = residual;

    public float Scale { get; } = scale;

    public bool Silu { get; } = silu;

    public GeluForm Gelu { get; } = gelu;
}
