using LiteVae.Codec.Diffusion.Samplers;

namespace LiteVae.Codec.Diffusion;

/// <summary>What is generated, and how.</summary>
public sealed record GenerationOptions
{
    /// <summary>The sampler.</summary>
    public SamplerOptions Sampler { get; init; } = new();

    /// <summary>The number of the class of all samples; null: of a model with classes, sample i is of class i modulo their number.</summary>
    public int? Class { get; init; }

    /// <summary>The weight of classifier-free guidance; 1: none. Only models with classes can be guided.</summary>
    public double Guidance { get; init; } = 1;
}
