namespace LiteVae.Tests.Training;

/// <summary>Threads that divide the images of a batch among themselves.</summary>
public sealed class ThreadTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A batch of 4 images of which 3 threads compute is not divided; 2 and 4 threads divide it, in parts of accumulation too.
    [Theory]
    [InlineData("adam", "train.accumulate=1")]
    [InlineData("adam", "train.accumulate=2")]
    [InlineData("muon", "train.accumulate=1")]
    [InlineData("adam", "train.freeze=encoder")]
    [InlineData("adam", "train.freeze=decoder")]
    [InlineData("adam", "loss.scale_equivariance={probability: 1, weight: 0.5}")]
    public void Divided_a_batch_gives_the_same_steps_as_whole(string optimizer, string setting)
    {
        var whole = Train(1, optimizer, setting);
        foreach (var threads in new[] { 2, 3, 4 })
            whole.AssertClose(Train(threads, optimizer, setting), 3e-5);
    }

    [Fact]
    public void With_the_same_number_of_threads_a_run_is_the_same_to_the_bit() =>
        Assert.Equal(Train(4, "muon", "train.accumulate=1").Weights, Train(4, "muon", "train.accumulate=1", "again").Weights);

    private TinyTraining Train(int threads, string optimizer, string setting, string name = "run")
    {
        using var processorThreads = new ProcessorThreads(threads);
        return TinyTraining.Run(_folder[$"{name}-{threads}"], $"train.optimizer={optimizer}", setting);
    }
}
