using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Models.Encoders;

/// <summary>A vision transformer over the latent's positions, as an aggregator (Table 20). The defaults suit LiteVAE-B: 0.84M parameters.</summary>
/// <remarks>
/// Its position embeddings belong to one size of the latent: at others they are interpolated, and quality falls. The
/// work grows with the square of the area, so there is a largest size: <see cref="MaxTokens"/>.
/// </remarks>
public sealed record VitConfig : FeatureNetworkConfig, IValidated
{
    /// <summary>The most positions that the network attends over at once: a latent of 128x128.</summary>
    public const int MaxTokens = 128 * 128;

    /// <summary>Width of a token.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Transformer blocks.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Heads of the attention; they divide the width.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Hidden width of a block's perceptron, in widths.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <summary>Positions along each side that have an embedding of their own: the latent's side at the training resolution.</summary>
    public int Grid { get; init; } = 16;

    /// <summary>Dropout after attention and perceptron, 0 to 1 (excluded).</summary>
    public double Dropout { get; init; }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        foreach (var (name, value, most) in new[]
        {
            ("width", Width, 4096), ("depth", Depth, 64), ("heads", Heads, 64), ("mlp_ratio", MlpRatio, 16), ("grid", Grid, 128),
        })
        {
            if (value < 1 || value > most)
                yield return new ConfigProblem(name, $"expected 1 to {most}; found {value}");
        }
        if (Heads > 0 && Width % Heads != 0)
            yield return new ConfigProblem("heads", $"expected a divisor of the width {Width}; found {Heads}");
        foreach (var problem in ConvolutionalConfig.ValidateDropout(Dropout))
            yield return problem;
    }
}
