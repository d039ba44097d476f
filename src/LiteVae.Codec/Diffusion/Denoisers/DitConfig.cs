using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Diffusion.Denoisers;

/// <summary>A diffusion transformer with adaptive layer norms that begin at zero (adaLN-Zero; Peebles and Xie 2023). The defaults are size S.</summary>
public sealed record DitConfig : DenoiserConfig
{
    /// <summary>The side of the patch of latent positions that becomes one token.</summary>
    public int Patch { get; init; } = 2;

    /// <summary>The width of a token, a multiple of <see cref="Heads"/> and of 4.</summary>
    public int Width { get; init; } = 384;

    /// <summary>The number of blocks.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>The number of attention heads.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>The width of a block's perceptron, as a multiple of the token's.</summary>
    public int MlpRatio { get; init; } = 4;

    internal override int Multiple => Patch;

    private protected override IEnumerable<ConfigProblem> ValidateNetwork()
    {
        if (Patch is < 1 or > 16)
            yield return new ConfigProblem("patch", $"expected 1 to 16; found {Patch}");
        if (Heads < 1 || Width is < 4 or > 16384 || Width % Heads != 0 || Width % 4 != 0)
            yield return new ConfigProblem("width", $"expected 4 to 16384, a multiple of 4 and of heads ({Heads}); found {Width}");
        if (Depth is < 1 or > 256)
            yield return new ConfigProblem("depth", $"expected 1 to 256; found {Depth}");
        if (MlpRatio is < 1 or > 16)
            yield return new ConfigProblem("mlp_ratio", $"expected 1 to 16; found {MlpRatio}");
    }
}
