namespace LiteVae.Training.Observers;

/// <summary>Named numbers at a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Values">
/// Names such as <c>loss/total</c>, <c>loss/l1</c>, <c>loss/kl</c>, <c>gradient_norm</c>, <c>learning_rate</c>,
/// <c>resolution</c>, <c>images_per_second</c>, <c>skipped_steps</c>, <c>eval/psnr</c>, <c>discriminator/loss</c>,
/// <c>adversarial_gradient_ratio</c>: see docs/training.md.
/// </param>
public sealed record LogEntry(long Step, long Images, IReadOnlyDictionary<string, double> Values);
