namespace LiteVae.Runs.Optimization;

/// <summary>The learning rate as a pure function of the number of steps done.</summary>
/// <param name="Base">The rate after the warm-up.</param>
/// <param name="TotalSteps">Steps of the run; only a decay needs them.</param>
/// <param name="WarmupSteps">Steps over which the rate rises linearly from nought.</param>
/// <param name="Decay">What becomes of the rate after the warm-up.</param>
internal sealed record LearningRateSchedule(
    double Base, long TotalSteps = 0, long WarmupSteps = 0, LearningRateDecay Decay = LearningRateDecay.None)
{
    /// <summary>The rate of the step after <paramref name="stepsDone"/>.</summary>
    public double At(long stepsDone)
    {
        if (stepsDone < WarmupSteps)
            return Base * (stepsDone + 1) / WarmupSteps;
        if (Decay == LearningRateDecay.None)
            return Base;
        var progress = (double)(stepsDone - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);
        return Base * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
