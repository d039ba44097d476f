using LiteVae.Data;

namespace LiteVae.Training;

/// <summary>Where a run is, as pure functions of the number of steps done.</summary>
internal sealed class TrainingSchedule
{
    private readonly TrainConfig _config;

    public TrainingSchedule(TrainConfig config)
    {
        _config = config;
        Plan = new BatchPlan([.. config.Phases.Select(p => new DataPhase(p.Resolution, p.Steps, p.BatchSize))]);
    }

    /// <summary>The batches, by position.</summary>
    public BatchPlan Plan { get; }

    public long TotalSteps => Plan.TotalSteps;

    public long TotalImages => Plan.TotalImages;

    /// <summary>The phase that the step after <paramref name="stepsDone"/> belongs to; the last one at the end.</summary>
    public TrainPhase PhaseAt(long stepsDone)
    {
        var end = 0L;
        foreach (var phase in _config.Phases)
        {
            end += phase.Steps;
            if (stepsDone < end)
                return phase;
        }
        return _config.Phases[^1];
    }

    /// <summary>The work done after so many steps, in pixels: the measure by which remaining time is told.</summary>
    public double PixelsAfter(long steps)
    {
        var pixels = 0.0;
        foreach (var phase in _config.Phases)
        {
            var taken = Math.Min(steps, phase.Steps);
            pixels += (double)taken * phase.BatchSize * phase.Resolution * phase.Resolution;
            steps -= taken;
        }
        return pixels;
    }

    /// <summary>The learning rate of the step after <paramref name="stepsDone"/>.</summary>
    public double LearningRateAt(long stepsDone)
    {
        if (stepsDone < _config.WarmupSteps)
            return _config.LearningRate * (stepsDone + 1) / _config.WarmupSteps;
        if (_config.LearningRateDecay == LearningRateDecay.None)
            return _config.LearningRate;
        var progress = (double)(stepsDone - _config.WarmupSteps) / Math.Max(1, TotalSteps - _config.WarmupSteps);
        return _config.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
