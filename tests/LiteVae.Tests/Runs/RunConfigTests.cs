using LiteVae.Codec.Configuration;
using LiteVae.Training;

namespace LiteVae.Tests.Runs;

public sealed class RunConfigTests
{
    public static TheoryData<string, TrainConfig> AtTheLimit => new()
    {
        { "warmup_steps", new() { WarmupSteps = 0 } },
        { "betas", new() { Betas = [0, 0.999999] } },
        { "weight_decay", new() { WeightDecay = 0 } },
        { "weight_decay", new() { WeightDecay = 0.5, LearningRate = 0.1 } },
        { "gradient_clip", new() { GradientClip = null } },
        { "ema_decay", new() { EmaDecay = 0 } },
        { "ema_decay", new() { EmaDecay = null } },
        { "max_skipped_steps", new() { MaxSkippedSteps = 0 } },
        { "accumulate", new() { Accumulate = 1 } },
        { "keep_checkpoints", new() { LogEvery = 1, SampleEvery = 1, CheckpointEvery = 1, KeepCheckpoints = 1 } },
    };

    public static TheoryData<string, TrainConfig> Beyond => new()
    {
        { "learning_rate", new() { LearningRate = 0 } },
        { "warmup_steps", new() { WarmupSteps = -1 } },
        { "betas", new() { Betas = [0.5] } },
        { "betas", new() { Betas = [0.5, 1] } },
        { "betas", new() { Betas = [-0.1, 0.9] } },
        { "weight_decay", new() { WeightDecay = -0.1 } },
        { "weight_decay", new() { WeightDecay = 4, LearningRate = 0.25 } },
        { "gradient_clip", new() { GradientClip = 0 } },
        { "ema_decay", new() { EmaDecay = 1 } },
        { "ema_decay", new() { EmaDecay = -0.1 } },
        { "max_skipped_steps", new() { MaxSkippedSteps = -1 } },
        { "accumulate", new() { Accumulate = 0 } },
        { "log_every", new() { LogEvery = 0 } },
        { "sample_every", new() { SampleEvery = 0 } },
        { "checkpoint_every", new() { CheckpointEvery = 0 } },
        { "keep_checkpoints", new() { KeepCheckpoints = 0 } },
        { "phases", new() { Phases = [] } },
        { "phases.1.batch_size", new() { Accumulate = 2, Phases = [new() { BatchSize = 4 }, new() { BatchSize = 5 }] } },
    };

    [Theory]
    [MemberData(nameof(AtTheLimit), DisableDiscoveryEnumeration = true)]
    public void A_value_at_the_limit_is_no_problem(string path, TrainConfig config) => Assert.DoesNotContain(path, Problems(config));

    [Theory]
    [MemberData(nameof(Beyond), DisableDiscoveryEnumeration = true)]
    public void A_value_beyond_it_is_one(string path, TrainConfig config) => Assert.Equal([path], Problems(config));

    private static IEnumerable<string> Problems(TrainConfig config) => ((IValidated)config).Validate().Select(p => p.Path);
}
