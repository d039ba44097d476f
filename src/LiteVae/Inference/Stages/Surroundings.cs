namespace LiteVae.Inference.Stages;

/// <summary>What happens around a convolution, at once with it.</summary>
internal sealed record Surroundings
{
    /// <summary>What the input passes first.</summary>
    public NormStage? Norm { get; init; }

    /// <summary>[B,J,H,W]: channels that follow those of the input; with a norm, or for 1x1 convolutions.</summary>
    public Features? Concat { get; init; }

    /// <summary>Added to the result; of its shape.</summary>
    public Features? Residual { get; init; }

    /// <summary>By which that sum is multiplied; one without a residual.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether SiLU follows.</summary>
    public bool Silu { get; init; }

    /// <summary>Whether a norm will want the result's moments.</summary>
    public bool Measure { get; init; }
}
