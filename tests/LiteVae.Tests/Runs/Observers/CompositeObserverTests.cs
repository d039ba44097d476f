using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;

namespace LiteVae.Tests.Runs.Observers;

public sealed class CompositeObserverTests
{
    [Fact]
    public void Every_call_reaches_all_in_order()
    {
        var calls = new List<string>();
        using (var both = new CompositeObserver(new Recorder("a", calls), new Recorder("b", calls)))
        {
            both.RunStarted(ObserverSamples.Run());
            both.StepCompleted(ObserverSamples.Step(1));
            both.Logged(ObserverSamples.Log(1));
            both.Sampled(ObserverSamples.Sheet(1));
            both.RunEnded(ObserverSamples.Summary(1));
        }
        string[] names = ["started", "step", "logged", "sampled", "ended", "disposed"];
        Assert.Equal(names.SelectMany(name => new[] { $"a {name}", $"b {name}" }), calls);
    }

    [Fact]
    public void All_are_disposed_even_where_one_throws()
    {
        var calls = new List<string>();
        var both = new CompositeObserver(new Recorder("a", calls) { FailsToClose = true }, new Recorder("b", calls));
        var error = Assert.Throws<IOException>(both.Dispose);
        Assert.Equal("a", error.Message);
        Assert.Equal(["a disposed", "b disposed"], calls);
    }

    private sealed class Recorder(string name, List<string> calls) : ITrainingObserver
    {
        public bool FailsToClose { get; init; }

        public void RunStarted(RunInfo run) => calls.Add($"{name} started");

        public void StepCompleted(StepInfo step) => calls.Add($"{name} step");

        public void Logged(LogEntry entry) => calls.Add($"{name} logged");

        public void Sampled(SampleSheet sheet) => calls.Add($"{name} sampled");

        public void RunEnded(RunSummary summary) => calls.Add($"{name} ended");

        public void Dispose()
        {
            calls.Add($"{name} disposed");
            if (FailsToClose)
                throw new IOException(name);
        }
    }
}
