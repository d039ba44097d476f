namespace LiteVae.Runs;

/// <summary>Hands out the batches of a run in order.</summary>
internal interface IBatchLoader : IDisposable
{
    /// <summary>Waits for the next batch, on the task's device. Its tensors go to the caller's dispose scope.</summary>
    TrainingBatch Next();
}
