namespace LiteVae.Codec.Kernels.Residual;

/// <summary>What a residual block is, but for its parameters.</summary>
/// <param name="FirstGroups">The groups of the first norm, where there is one.</param>
/// <param name="SecondGroups">Those of the second.</param>
/// <param name="Epsilon">Added to variances.</param>
/// <param name="Scale">The factor of the sum of both branches.</param>
internal readonly record struct ResidualShape(int FirstGroups, int SecondGroups, double Epsilon, float Scale = 1);
