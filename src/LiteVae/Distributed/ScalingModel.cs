namespace LiteVae.Distributed;

/// <summary>Predicts the time of a training step on several ranks from what was measured on few.</summary>
/// <remarks>
/// <para>Every rank computes the gradients of its own images, their sums are made, and every rank takes the same step:</para>
/// <para>step = local batch × time of an image × (1 + variation × √(2 ln ranks)) + 2 (ranks - 1) / ranks × bytes / bandwidth
/// + latency × ⌈log₂ ranks⌉ + 2 × bytes / copying</para>
/// <para>The factor of the first term is the slowest rank's, whom all wait for: the expected largest of that many normally distributed times. The second is
/// what any algorithm that divides the work evenly sends and receives; the last is there where gradients are made on an accelerator and summed on
/// the processor. Nothing overlaps.</para>
/// </remarks>
public sealed record ScalingModel
{
    /// <summary>Time in which one rank computes the gradients of one image (s).</summary>
    public required double ImageSeconds { get; init; }

    /// <summary>Images of one rank in a step.</summary>
    public required int LocalBatch { get; init; }

    /// <summary>Size of all gradients: four bytes a trained parameter.</summary>
    public required long GradientBytes { get; init; }

    /// <summary>What a rank sends and receives, at once, within a sum (bytes/s); <c>litevae bench allreduce</c> measures it.</summary>
    public required double Bandwidth { get; init; }

    /// <summary>Time of the smallest sum by the logarithm of the ranks (s).</summary>
    public double Latency { get; init; }

    /// <summary>Standard deviation of a rank's computing time between steps and ranks, relative to its mean.</summary>
    public double Variation { get; init; }

    /// <summary>How fast gradients are copied from an accelerator and back (bytes/s); infinite on a processor.</summary>
    public double CopyBandwidth { get; init; } = double.PositiveInfinity;

    /// <summary>Time of a step (s).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one rank.</exception>
    public double StepSeconds(int ranks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ranks, 1);
        var computing = LocalBatch * ImageSeconds;
        if (ranks == 1)
            return computing;
        var slowest = 1 + Variation * Math.Sqrt(2 * Math.Log(ranks));
        var transfer = 2.0 * (ranks - 1) / ranks * GradientBytes / Bandwidth;
        return computing * slowest + transfer + Latency * Math.Ceiling(Math.Log2(ranks)) + 2 * GradientBytes / CopyBandwidth;
    }

    /// <summary>Images of all ranks together in a second.</summary>
    public double ImagesPerSecond(int ranks) => ranks * LocalBatch / StepSeconds(ranks);

    /// <summary>Speed by that of as many ranks that need not wait for each other: 1 is perfect.</summary>
    public double Efficiency(int ranks) => StepSeconds(1) / StepSeconds(ranks);
}
