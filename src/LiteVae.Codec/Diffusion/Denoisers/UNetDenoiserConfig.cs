using LiteVae.Codec.Configuration;

namespace LiteVae.Codec.Diffusion.Denoisers;

/// <summary>The UNet of latent diffusion (Rombach et al. 2022). The defaults are those for faces, without the widths.</summary>
public sealed record UNetDenoiserConfig : DenoiserConfig
{
    /// <summary>The channels of the first level.</summary>
    public int ModelChannels { get; init; } = 224;

    /// <summary>The channels of each level, as multiples of the first's; each level after the first halves height and width.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 3, 4];

    /// <summary>Residual blocks of each level on the way down; one more on the way up.</summary>
    public int ResBlocks { get; init; } = 2;

    /// <summary>The factors, compared with the latent's size, at which positions attend to each other.</summary>
    public IReadOnlyList<int> AttentionFactors { get; init; } = [2, 4, 8];

    /// <summary>The channels of an attention head; null where <see cref="Heads"/> tells their number.</summary>
    public int? HeadChannels { get; init; } = 32;

    /// <summary>The number of attention heads, where their width follows from it.</summary>
    public int? Heads { get; init; }

    /// <summary>Whether the time scales and shifts the second norm of a block, rather than being added to what it normalizes.</summary>
    public bool ScaleShiftNorm { get; init; }

    /// <summary>Whether residual blocks change the size, rather than convolutions.</summary>
    public bool ResBlockResampling { get; init; }

    /// <summary>The share of activations that training drops in each block.</summary>
    public double Dropout { get; init; }

    internal override int Multiple => 1 << (Multipliers.Count - 1);

    private protected override IEnumerable<ConfigProblem> ValidateNetwork()
    {
        if (ModelChannels is < 4 or > 4096)
            yield return new ConfigProblem("model_channels", $"expected 4 to 4096; found {ModelChannels}");
        if (Multipliers.Count is < 1 or > 8 || Multipliers.Any(m => m is < 1 or > 64))
            yield return new ConfigProblem("multipliers", $"expected 1 to 8 numbers from 1 to 64; found [{string.Join(',', Multipliers)}]");
        if (ResBlocks is < 1 or > 16)
            yield return new ConfigProblem("res_blocks", $"expected 1 to 16; found {ResBlocks}");
        if (HeadChannels is null == Heads is null)
            yield return new ConfigProblem("heads", "expected either head_channels or heads");
        if (!(Dropout is >= 0 and < 1))
            yield return new ConfigProblem("dropout", FormattableString.Invariant($"expected at least 0 and below 1; found {Dropout}"));
        for (var level = 0; level < Multipliers.Count; level++)
        {
            var width = (long)ModelChannels * Multipliers[level];
            var attends = level == Multipliers.Count - 1 || AttentionFactors.Contains(1 << level);
            if (attends && ((HeadChannels is { } channels && (channels < 1 || width % channels != 0)) || (Heads is { } heads && (heads < 1 || width % heads != 0))))
                yield return new ConfigProblem(HeadChannels is null ? "heads" : "head_channels", $"level {level} has {width} channels, which do not divide into such heads");
        }
    }
}
