using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Models;

/// <summary>The trained models that come with the package, each of which can be named instead of a file.</summary>
/// <remarks>They are files in the folder <c>models</c> beside the application; a build with <c>-p:LiteVaeIncludeModels=false</c> leaves them out.</remarks>
public static class ShippedModels
{
    /// <summary>The model for a start: LiteVAE-S with a small self-modulated decoder, 12 channels at an eighth of the image's sides. docs/models describes it.</summary>
    public const string Standard = "litevae-s-mini";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Standard];

    /// <summary>The file of a shipped model.</summary>
    /// <returns>Null where no shipped model has that name.</returns>
    /// <exception cref="CheckpointException">The name is known, but the file was left out of the application.</exception>
    public static string? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.Contains(name))
            return null;
        var path = Path.Combine(AppContext.BaseDirectory, "models", $"{name}.safetensors");
        return File.Exists(path) ? path
            : throw new CheckpointException($"{name}: the shipped model is not beside this application: expected {path}. Build it without LiteVaeIncludeModels=false, or name a model file");
    }

    /// <summary>What a user's words mean: the shipped model of that name where nothing in the file system has it, otherwise the path as it is.</summary>
    internal static string Resolve(string path) => Path.Exists(path) ? path : Find(path) ?? path;
}
