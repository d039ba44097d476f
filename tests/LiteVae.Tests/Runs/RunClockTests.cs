using LiteVae.Runs;
using LiteVae.Runs.Schedule;

namespace LiteVae.Tests.Runs;

public sealed class RunClockTests
{
    private readonly ManualTime _time = new();
    private readonly RunSchedule _schedule = new([new("first", 100, 2), new("second", 100, 2) { ImageCost = 4 }]);

    [Fact]
    public void Rate_and_remaining_time_follow_from_what_this_process_has_done()
    {
        var clock = new RunClock(_schedule, State(80, elapsed: 1000), _time);
        Assert.Equal(TimeSpan.FromSeconds(1000), clock.Elapsed);
        _time.Advance(5);
        var info = clock.Tick(State(81));
        Assert.Equal(TimeSpan.FromSeconds(1005), clock.Elapsed);
        Assert.Equal((81, 200, 162, 400), (info.Step, info.TotalSteps, info.Images, info.TotalImages));
        Assert.Equal((0.4, 5), (info.ImagesPerSecond, info.Elapsed.TotalSeconds)); // two images in five seconds

        // Of the work, 160 was done before and 1000 is all: 2 units took 5 seconds, and 838 are left.
        Assert.Equal(5 * 838 / 2.0, info.Remaining.TotalSeconds, 1e-6);
    }

    [Fact]
    public void The_phase_is_that_of_the_step_that_is_done()
    {
        var clock = new RunClock(_schedule, State(99), _time);
        Assert.Equal("first", clock.Tick(State(100)).Phase.Name);
        Assert.Equal("second", clock.Tick(State(101)).Phase.Name);
        Assert.Equal("first", new RunClock(_schedule, State(0), _time).Tick(State(0)).Phase.Name);
    }

    [Fact]
    public void Before_time_has_passed_there_is_neither_rate_nor_remaining_time()
    {
        var clock = new RunClock(_schedule, State(0), _time);
        var info = clock.Tick(State(0));
        Assert.Equal((0, TimeSpan.Zero), (info.ImagesPerSecond, info.Remaining));
        Assert.Equal(0, clock.Tick(State(1)).ImagesPerSecond);
    }

    [Fact]
    public void The_rate_is_that_of_the_last_fifty_steps()
    {
        var clock = new RunClock(_schedule, State(0), _time);
        for (var step = 1; step <= 49; step++)
        {
            _time.Advance(step <= 2 ? 0.25 : 0.125);
            var info = clock.Tick(State(step));
            Assert.Equal(step <= 2 ? 8 : 2 * step / (0.5 + 0.125 * (step - 2)), info.ImagesPerSecond, 1e-9);
        }
        _time.Advance(0.125);
        Assert.Equal(2 * 49 / (0.25 + 0.125 * 48), clock.Tick(State(50)).ImagesPerSecond, 1e-9); // the start and one slow step have left
        _time.Advance(0.125);
        Assert.Equal(16, clock.Tick(State(51)).ImagesPerSecond, 1e-9);
    }

    [Fact]
    public void The_rate_forgets_what_is_half_a_minute_ago_but_keeps_two_steps()
    {
        var clock = new RunClock(_schedule, State(0), _time);
        double After(double seconds, long step)
        {
            _time.Advance(seconds);
            return clock.Tick(State(step)).ImagesPerSecond;
        }

        Assert.Equal(2.0 / 10, After(10, 1), 1e-9);
        Assert.Equal(4.0 / 30, After(20, 2), 1e-9);  // exactly half a minute still counts
        Assert.Equal(4.0 / 21, After(1, 3), 1e-9);   // the start is 31 seconds ago, the first step 21
        Assert.Equal(2.0 / 100, After(100, 4), 1e-9);
        Assert.Equal(2.0 / 200, After(200, 5), 1e-9);
    }

    private static RunState State(long step, double elapsed = 0) => new(step, 2 * step, TimeSpan.FromSeconds(elapsed), null);

    /// <summary>Time that passes as it is told to.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _ticks = 12345;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
