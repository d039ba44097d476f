using LiteVae.Losses.Adversarial;
using LiteVae.Training.Adversarial;

namespace LiteVae.Tests.Training.Adversarial;

public sealed class AdversarialScheduleTests
{
    private static readonly AdversarialConfig Config = new()
    {
        Start = 10,
        Warmup = 4,
        Ramp = 5,
        CutMix = new() { Probability = 0.8, Ramp = 8 },
        R1 = new() { Interval = 3 },
    };

    private readonly AdversarialSchedule _schedule = new(Config);

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 0.2)]
    [InlineData(13, 0.8)]
    [InlineData(14, 1)]
    [InlineData(15, 1)]
    [InlineData(99, 1)]
    public void The_share_rises_from_the_start_on(long stepsDone, double share) => Assert.Equal(share, _schedule.Share(stepsDone), 1e-12);

    [Fact]
    public void Without_a_ramp_it_is_whole_at_once()
    {
        var schedule = new AdversarialSchedule(Config with { Ramp = 0 });
        Assert.Equal([0, 1], new[] { 9L, 10 }.Select(schedule.Share));
    }

    [Theory]
    [InlineData(6, 0, 0, true)]
    [InlineData(7, 1, 0.1, false)]
    [InlineData(9, 3, 0.3, true)]
    [InlineData(14, 8, 0.8, false)]
    [InlineData(99, 93, 0.8, true)]
    public void The_discriminator_counts_its_own_steps(long stepsDone, long own, double cutMix, bool hasR1)
    {
        Assert.Equal(6, Config.Begin);
        Assert.Equal(own, _schedule.StepsBefore(stepsDone));
        Assert.Equal(cutMix, _schedule.CutMixProbability(stepsDone), 1e-12);
        Assert.Equal(hasR1, _schedule.HasR1(stepsDone));
    }

    [Fact]
    public void Without_them_there_is_neither_cutmix_nor_a_penalty()
    {
        var schedule = new AdversarialSchedule(new AdversarialConfig());
        Assert.Equal((0, false), (schedule.CutMixProbability(0), schedule.HasR1(0)));
        Assert.Equal(0, new AdversarialConfig { Start = 3, Warmup = 3 }.Begin);
        Assert.Equal(0, new AdversarialConfig { Start = 3, Warmup = 5 }.Begin); // refused, but never before the run
    }
}
