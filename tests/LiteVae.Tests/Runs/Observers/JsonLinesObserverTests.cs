using LiteVae.Runs;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;

namespace LiteVae.Tests.Runs.Observers;

public sealed class JsonLinesObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public JsonLinesObserverTests() => _path = _folder["metrics.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_is_a_flat_object_and_on_disk_at_once()
    {
        using var observer = new JsonLinesObserver(_path);
        observer.RunStarted(ObserverSamples.Run());
        observer.Logged(ObserverSamples.Log(10, 0.25));
        Assert.Equal("""{"step":10,"images":40,"loss/total":0.25,"loss/l1":0.125,"loss/kl":3}""" + "\n", Shared());
    }

    [Fact]
    public void A_number_that_is_not_finite_is_null()
    {
        using var observer = new JsonLinesObserver(_path);
        observer.RunStarted(ObserverSamples.Run());
        observer.Logged(new LogEntry(1, 4, new Dictionary<string, double> { ["a"] = double.NaN, ["b"] = double.PositiveInfinity }));
        Assert.Equal("""{"step":1,"images":4,"a":null,"b":null}""" + "\n", Shared());
    }

    [Fact]
    public void A_fresh_run_starts_a_fresh_file()
    {
        File.WriteAllText(_path, "of another run");
        using var observer = new JsonLinesObserver(_path);
        observer.RunStarted(ObserverSamples.Run());
        Assert.Equal("", Shared());
    }

    [Theory]
    [InlineData("")] // killed between two lines
    [InlineData("""{"step":40,"ima""")] // killed within one
    [InlineData("""{"step":40,"images":160}""")] // killed before the line's end
    public void A_resumed_run_drops_later_steps_and_a_torn_line(string tail)
    {
        string[] lines = ["""{"step":10,"images":40,"x":1}""", """{"step":20,"images":80,"x":2}""", """{"step":30,"images":120,"x":3}"""];
        File.WriteAllText(_path, string.Join('\n', lines) + "\n" + tail);
        using var observer = new JsonLinesObserver(_path);
        observer.RunStarted(ObserverSamples.Run(resumedAtStep: 20));
        observer.Logged(new LogEntry(21, 84, new Dictionary<string, double> { ["x"] = 4 }));
        Assert.Equal($"{lines[0]}\n{lines[1]}\n" + """{"step":21,"images":84,"x":4}""" + "\n", Shared());
    }

    [Fact]
    public void A_damaged_line_within_the_file_is_an_error_that_names_it()
    {
        File.WriteAllText(_path, """{"step":10,"images":40}""" + "\noops\n" + """{"step":20,"images":80}""" + "\n");
        using var observer = new JsonLinesObserver(_path);
        var error = Assert.Throws<TrainingException>(() => observer.RunStarted(ObserverSamples.Run(resumedAtStep: 20)));
        Assert.Contains("line 2", error.Message);
        Assert.Contains("oops", error.Message);
    }

    [Fact]
    public void A_resumed_run_without_a_file_begins_one()
    {
        using var observer = new JsonLinesObserver(_path);
        observer.RunStarted(ObserverSamples.Run(resumedAtStep: 20));
        observer.RunEnded(ObserverSamples.Summary(20));
        Assert.Equal("", File.ReadAllText(_path));
    }

    private string Shared()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }
}
