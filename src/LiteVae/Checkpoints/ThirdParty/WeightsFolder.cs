using LiteVae.Codec.Models.Files;

namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>Puts files that the user has into the folder of weights.</summary>
internal static class WeightsFolder
{
    /// <summary>Copies a file to where it is looked for; it is there as a whole or not at all.</summary>
    /// <param name="file">What it is to be.</param>
    /// <param name="source">The user's file.</param>
    /// <param name="verify">Whether it must be the published file; otherwise any file of tensors will do.</param>
    /// <returns>Where it is now.</returns>
    /// <exception cref="CheckpointException">There is no such file, or it is not what it should be.</exception>
    public static string Add(ThirdPartyFile file, string source, bool verify)
    {
        if (Directory.Exists(source))
            throw new CheckpointException($"{source}: is a folder; expected the file of {file.Name}");
        if (!File.Exists(source))
            throw new CheckpointException($"{source}: no such file");
        if (!verify)
            WeightsVerification.RequireTensors(source);
        else if (WeightsVerification.Difference(source, file) is { } difference)
            throw new CheckpointException($"{source}: is not the published {file.Name}: {difference}. For weights of your own: --no-verify");

        var target = ThirdPartyWeights.PathOf(file);
        if (Path.GetFullPath(source) == target)
            return target;
        AtomicFile.Write(target, stream =>
        {
            using var content = File.OpenRead(source);
            content.CopyTo(stream, 1 << 20);
        });
        return target;
    }
}
