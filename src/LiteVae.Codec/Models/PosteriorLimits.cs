namespace LiteVae.Codec.Models;

/// <summary>The range that log variances of the posterior are clamped to (section 4.1).</summary>
internal static class PosteriorLimits
{
    public const float MinLogVariance = -30;

    public const float MaxLogVariance = 20;

    /// <summary>A log variance within the range.</summary>
    public static float Clamp(float logVariance) => Math.Clamp(logVariance, MinLogVariance, MaxLogVariance);
}
