using LiteVae.Codec.Networks.Stages.Layers;

namespace LiteVae.Codec.Networks;

/// <summary>Operations that a convolution performs as it reads its input and stores its output, without passes over memory of their own.</summary>
internal sealed record FusedOps
{
    /// <summary>No other operation.</summary>
    public static FusedOps None { get; } = new();

    /// <summary>The normalization, activation, or both, that the input passes first.</summary>
    public NormStage? Norm { get; init; }

    /// <summary>A scale and a shift of what the norm has normalized, before its activation; only for 3x3 convolutions of stride one.</summary>
    public Modulation? Modulation { get; init; }

    /// <summary>An operation on the input position by position, where there is no norm; only for 1x1 convolutions.</summary>
    public IRowPrologue? RowPrologue { get; init; }

    /// <summary>[B,H,W,J]: channels that follow those of the input; only with a norm, or for 1x1 convolutions.</summary>
    public Features? Concat { get; init; }

    /// <summary>Added to the result's channels image by image; only for 3x3 convolutions of stride one.</summary>
    public ChannelValues? Shift { get; init; }

    /// <summary>Added to the result; of its shape.</summary>
    public Features? Residual { get; init; }

    /// <summary>The factor of that sum; must be one without a residual.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether SiLU is applied to the result.</summary>
    public bool Silu { get; init; }

    /// <summary>Whether the moments of the result's channels are collected, because a normalization follows.</summary>
    public bool CollectMoments { get; init; }
}
