namespace LiteVae.Tests.Training;

public sealed class AccumulationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Without an adversary: each of the discriminators looks at the images of a part together, or takes a step of its power iteration
    // with each part. TrainingOracleTests has a step in parts with a discriminator, beside PyTorch's.
    [Fact]
    public void In_parts_a_batch_gives_the_same_steps_as_at_once()
    {
        var whole = Train(1);
        foreach (var parts in new[] { 2, 4 })
            whole.AssertClose(Train(parts), 2e-5);
    }

    private TinyTraining Train(int parts) => TinyTraining.Run(_folder[$"{parts}"], $"train.accumulate={parts}");
}
