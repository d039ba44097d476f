using CsCheck;
using LiteVae.Data.Loading;

namespace LiteVae.Tests.Data.Loading;

public sealed class BatchPlanTests
{
    private static readonly Gen<DataPhase[]> Phases =
        Gen.Select(Gen.Int[1, 64], Gen.Long[0, 9], Gen.Int[1, 9], (resolution, steps, size) => new DataPhase(resolution, steps, size)).Array[0, 5];

    [Fact]
    public void Walking_the_plan_meets_every_step_of_every_phase() => Phases.Sample(phases =>
    {
        var plan = new BatchPlan(phases);
        var (met, position) = (new List<DataPhase>(), 0L);
        while (plan.PhaseAt(position) is { } phase)
        {
            Assert.Equal(met.Count, plan.StepAt(position));
            met.Add(phase);
            position += phase.BatchSize;
        }
        Assert.Equal(phases.SelectMany(p => Enumerable.Repeat(p, (int)p.Steps)), met);
        Assert.Equal((plan.TotalImages, plan.TotalSteps), (position, met.Count));
        Assert.Equal(plan.TotalSteps, plan.StepAt(position));
    });

    [Fact]
    public void Positions_within_a_batch_or_beyond_the_end_are_refused()
    {
        var plan = new BatchPlan(new DataPhase(8, 2, 4), new DataPhase(16, 1, 3));
        Assert.Throws<ArgumentException>(() => plan.PhaseAt(3));
        Assert.Throws<ArgumentException>(() => plan.PhaseAt(10));
        Assert.Throws<ArgumentException>(() => plan.PhaseAt(12));
        Assert.Throws<ArgumentException>(() => new BatchPlan(new DataPhase(0, 1, 1)));
    }
}
