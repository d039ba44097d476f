namespace LiteVae.Cli.Verbs.Import;

/// <summary>What the tensors of a denoiser do not tell.</summary>
/// <param name="Preset">The network.</param>
/// <param name="Settings">Changes of the diffusion model's config.</param>
/// <param name="FirstStage">The model that decodes its latents; null where there is none yet.</param>
/// <param name="Latent">[Z,h,w]; null for the config's standard.</param>
/// <param name="Raw">Whether the weights are taken where the source has their average as well.</param>
internal sealed record DenoiserRequest(string Preset, IReadOnlyList<string> Settings, string? FirstStage, IReadOnlyList<int>? Latent, bool Raw);
