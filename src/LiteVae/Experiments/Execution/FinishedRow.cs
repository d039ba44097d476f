using LiteVae.Experiments.Plans;
using LiteVae.Runs.Folders;

namespace LiteVae.Experiments.Execution;

/// <summary>One repetition of a row, trained.</summary>
/// <param name="Plan">The row.</param>
/// <param name="Repetition">From 0.</param>
/// <param name="Run">The autoencoder's run.</param>
/// <param name="Diffusion">The run of the diffusion model on its latents; null for none.</param>
internal sealed record FinishedRow(PlannedRow Plan, int Repetition, RunFolder Run, RunFolder? Diffusion);
