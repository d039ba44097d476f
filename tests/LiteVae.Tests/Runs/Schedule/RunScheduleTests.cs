using LiteVae.Runs.Schedule;

namespace LiteVae.Tests.Runs.Schedule;

public sealed class RunScheduleTests
{
    private static readonly RunPhase First = new("first", 3, 4);
    private static readonly RunPhase Second = new("second", 2, 5) { ImageCost = 4 };
    private readonly RunSchedule _schedule = new([First, Second]);

    [Theory]
    [InlineData(0, "first", 0, 0)]
    [InlineData(2, "first", 8, 8)]
    [InlineData(3, "second", 12, 12)]
    [InlineData(4, "second", 17, 32)]
    [InlineData(5, "second", 22, 52)] // the end of the run
    [InlineData(9, "second", 22, 52)]
    public void Steps_have_their_phase_their_images_and_their_work(long steps, string phase, long images, double work)
    {
        Assert.Equal((phase, images, work), (_schedule.PhaseAt(steps).Name, _schedule.ImagesAfter(steps), _schedule.WorkAfter(steps)));
        Assert.Equal((5, 22), (_schedule.TotalSteps, _schedule.TotalImages));
        Assert.Equal([First, Second], _schedule.Phases);
    }

    [Fact]
    public void More_images_than_can_be_counted_are_refused() =>
        Assert.Throws<OverflowException>(() => new RunSchedule([new RunPhase("endless", long.MaxValue / 3, 4)]));
}
