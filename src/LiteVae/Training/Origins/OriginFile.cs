using LiteVae.Codec.Configuration;

namespace LiteVae.Training.Origins;

/// <summary>A model that weights are taken from.</summary>
public sealed record OriginFile : IValidated
{
    /// <summary>The path of the model: a file, or a folder of diffusers.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its SHA-256, as <see cref="Checkpoints.ModelFile.Digest"/> gives it: a file with another is refused. Empty where any will do.</summary>
    public string Sha256 { get; init; } = "";

    IEnumerable<ConfigProblem> IValidated.Validate()
    {
        if (Path.Length == 0)
            yield return new ConfigProblem("path", "expected the path of a model; found none");
    }
}
