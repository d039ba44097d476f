using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Doctor.Checks;

/// <summary>The networks of others that losses and metrics look through.</summary>
internal static class WeightChecks
{
    public static IEnumerable<Check> All() => ThirdPartyFiles.All.Select(file => new Check($"weights {file.Name}", false, () =>
        Judge(file, ThirdPartyWeights.PathOf(file) is var path && File.Exists(path) ? new FileInfo(path).Length : null)));

    /// <param name="file">What was published.</param>
    /// <param name="bytes">The size of the file on this machine; null where there is none.</param>
    public static CheckResult Judge(ThirdPartyFile file, long? bytes) => bytes switch
    {
        null => CheckResult.Missing($"not on this machine; {file.Purpose}", $"Download its {NumberWords.Bytes(file.Bytes)} with: litevae weights fetch {file.Name}."),
        _ when bytes == file.Bytes => CheckResult.Ok($"{ThirdPartyWeights.PathOf(file)}: {file.Purpose}"),
        _ => CheckResult.Warning($"{ThirdPartyWeights.PathOf(file)} is not the published file ({bytes} bytes, published {file.Bytes})", $"Where that was not meant, delete it and run: litevae weights fetch {file.Name}."),
    };
}
