using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Models;

/// <summary>A decoder, one of several types.</summary>
public sealed record DecoderConfig : IValidated
{
    /// <summary>The type: <c>sd</c> is the only one.</summary>
    public DecoderKind Type { get; init; } = DecoderKind.StableDiffusion;

    /// <summary>Channels at full resolution.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Multipliers of the channels, from full resolution down; every level but the first doubles the resolution.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 4, 4];

    /// <summary>Residual blocks a level, less one: a level has one more than the encoder's.</summary>
    public int ResBlocks { get; init; } = 2;

    /// <summary>GroupNorm, or self-modulated convolutions (section 4.2).</summary>
    public NormKind Norm { get; init; } = NormKind.Group;

    /// <summary>Self-attention in the middle; false with self-modulated convolutions.</summary>
    public bool MidAttention { get; init; } = true;

    /// <summary>Downsampling factors, relative to the decoder's output, of the levels with self-attention after each block.</summary>
    public IReadOnlyList<int> AttentionFactors { get; init; } = [];

    /// <summary>Dropout in the residual blocks, 0 to 1 (excluded).</summary>
    public double Dropout { get; init; }

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        foreach (var problem in ConvolutionalConfig.Validate(Channels, Multipliers, ResBlocks))
            yield return problem;
        foreach (var problem in ConvolutionalConfig.ValidateAttention(AttentionFactors, Multipliers.Count))
            yield return problem;
        foreach (var problem in ConvolutionalConfig.ValidateDropout(Dropout))
            yield return problem;
        if (Norm == NormKind.SelfModulated && MidAttention)
            yield return new ConfigProblem("mid_attention", "a self-modulated decoder has no attention: set it to false");
        if (Norm == NormKind.SelfModulated && AttentionFactors.Count > 0)
            yield return new ConfigProblem("attention_factors", "a self-modulated decoder has no attention: set it to []");
    }
}
