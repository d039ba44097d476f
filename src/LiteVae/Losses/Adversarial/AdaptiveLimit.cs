namespace LiteVae.Losses.Adversarial;

/// <summary>The reconstruction loss in whose units an adaptive weight is at most 10,000.</summary>
public enum AdaptiveLimit
{
    /// <summary>The sum over an image's elements, as in CompVis's code: 10,000/(3HW) for a loss that is a mean over elements.</summary>
    Sum,

    /// <summary>The mean over elements, as this project's reconstruction loss is.</summary>
    Mean,
}
