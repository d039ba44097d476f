using LiteVae.Training;

namespace LiteVae.Tests.Training;

/// <summary>A recipe that trains in about a second.</summary>
internal static class TinyRecipe
{
    public const string Yaml = """
        seed: 3
        model:
          latent_channels: 4
          encoder:
            extractor: {channels: 8, multipliers: [1], res_blocks: 1}
            aggregator: {channels: 8, multipliers: [1], res_blocks: 1}
          decoder: {channels: 8, multipliers: [1, 1, 1, 1], res_blocks: 1, norm: smc, mid_attention: false}
        data: {path: procedural, holdout: 2, workers: 2}
        train:
          phases:
            - {resolution: 16, steps: 5, batch_size: 3}
            - {resolution: 32, steps: 3, batch_size: 2}
          learning_rate: 1e-3
          log_every: 1
          sample_every: 4
          checkpoint_every: 3
          keep_checkpoints: 2
        """;

    /// <summary>The recipe with some of its values changed, as by <c>--set</c>.</summary>
    public static Recipe Read(params string[] settings) => RecipeReader.Parse(Yaml, "tiny", settings);
}
