namespace LiteVae.Runs.Description;

/// <summary>Named numbers at a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Values">
/// Every run has <c>gradient_norm</c>, <c>learning_rate</c>, <c>images_per_second</c> and <c>skipped_steps</c>. Its task
/// adds others, such as <c>loss/total</c>; docs/training.md lists them.
/// </param>
public sealed record LogEntry(long Step, long Images, IReadOnlyDictionary<string, double> Values);
