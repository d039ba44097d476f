using System.Text.Json.Nodes;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Weights;

/// <summary>Shows the third-party weights, and which of them are on this machine.</summary>
internal sealed class WeightsListVerb(Session session)
{
    public int Run(bool json)
    {
        if (json)
            session.Terminal.Result(ToJson());
        else
            Print();
        return ExitCode.Done;
    }

    private static JsonObject ToJson() => new()
    {
        ["folder"] = ThirdPartyWeights.Folder,
        ["weights"] = new JsonArray([.. ThirdPartyFiles.All.Select(file => new JsonObject
        {
            ["name"] = file.Name,
            ["purpose"] = file.Purpose,
            ["bytes"] = file.Bytes,
            ["present"] = Size(file) is not null,
            ["present_bytes"] = Size(file),
            ["partial_bytes"] = ThirdPartyWeights.PartialBytes(file),
            ["path"] = ThirdPartyWeights.PathOf(file),
            ["url"] = file.Url.ToString(),
            ["sha256"] = file.Sha256,
            ["licence"] = file.License,
        })]),
    };

    private void Print()
    {
        session.Terminal.Result($"{"name",-15}{"what for",-37}{"size",9}  on this machine");
        foreach (var file in ThirdPartyFiles.All)
            session.Terminal.Result($"{file.Name,-15}{file.Purpose,-37}{NumberWords.Bytes(file.Bytes),9}  {State(file)}");
        session.Terminal.Result("");
        session.Terminal.Result($"folder: {ThirdPartyWeights.Folder}");
    }

    private static string State(ThirdPartyFile file) => (Size(file), ThirdPartyWeights.PartialBytes(file)) switch
    {
        ({ } size, _) when size == file.Bytes => ThirdPartyWeights.PathOf(file),
        ({ } size, _) => $"{ThirdPartyWeights.PathOf(file)} (not the published file: {size} bytes)",
        (null, > 0 and var arrived) => $"no; {NumberWords.Bytes(arrived)} have arrived",
        _ => "no",
    };

    private static long? Size(ThirdPartyFile file) => new FileInfo(ThirdPartyWeights.PathOf(file)) is { Exists: true } present ? present.Length : null;
}
