namespace LiteVae.Cli.Verbs.Import;

/// <summary>What the verb was asked for.</summary>
/// <param name="Source">A folder or file of another project.</param>
/// <param name="Output">The model file to write; null where <paramref name="Check"/> asks for none.</param>
/// <param name="Config">A config.json of diffusers; null for the one beside the weights, or the tensors' shapes.</param>
/// <param name="Check">Whether nothing is written.</param>
/// <param name="Json">Whether the result is one JSON object.</param>
internal sealed record ImportRequest(string Source, string? Output, string? Config, bool Check, bool Json)
{
    /// <summary>The denoiser that the source holds; null for an autoencoder.</summary>
    public DenoiserRequest? Denoiser { get; init; }
}
