namespace LiteVae.Runs;

/// <summary>What a task knows of the step whose gradients it computes.</summary>
/// <param name="StepsDone">Steps of the run before this one.</param>
/// <param name="Seed">Seed of all that is random in the step, so that a resumed step draws the same numbers.</param>
/// <param name="Scalars">Receives the step's named numbers.</param>
/// <param name="IsLogged">Whether the named numbers will be read; a task may leave out those that cost time otherwise.</param>
internal sealed record StepContext(long StepsDone, long Seed, StepScalars Scalars, bool IsLogged);
