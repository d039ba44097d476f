using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Training.Origins;

/// <summary>Gives an autoencoder the weights that its run begins with.</summary>
internal static class StartingWeights
{
    /// <summary>Reads the halves that come from files.</summary>
    /// <exception cref="CheckpointException">A file is missing or another than before, or its tensors do not fit: they are named.</exception>
    public static void Load(Autoencoder model, RunOrigin origin)
    {
        Load(model, origin.Encoder, ModelHalves.Encoder);
        Load(model, origin.Decoder, ModelHalves.Decoder);
    }

    private static void Load(Autoencoder model, OriginFile? file, IReadOnlyList<string> parts)
    {
        if (file is null)
            return;
        using var source = ModelSource.Open(file.Path);
        if (file.Sha256.Length > 0 && ModelFile.Digest(file.Path) is var found && found != file.Sha256)
            throw new CheckpointException($"{file.Path}: is another model than the one the recipe was read with (SHA-256 {found}, expected {file.Sha256})");
        foreach (var (name, part) in model.named_children().Where(c => parts.Contains(c.name)))
            StateDict.Load(part, source, $"{name}.");
    }
}
