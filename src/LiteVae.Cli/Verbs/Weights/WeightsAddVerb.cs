using System.Text.Json.Nodes;
using LiteVae.Checkpoints.ThirdParty;

namespace LiteVae.Cli.Verbs.Weights;

internal sealed record WeightsAddRequest(ThirdPartyFile File, string Source, bool Verify, bool Json);

/// <summary>Takes third-party weights from a file of the user's.</summary>
internal sealed class WeightsAddVerb(Session session)
{
    public int Run(WeightsAddRequest request)
    {
        var path = ThirdPartyWeights.Add(request.File, request.Source, request.Verify);
        if (request.Json)
            session.Terminal.Result(new JsonObject { ["name"] = request.File.Name, ["path"] = path, ["verified"] = request.Verify });
        else
            session.Terminal.Result($"{path}: {request.File.Name}, {(request.Verify ? "as published" : "not verified")}");
        return ExitCode.Done;
    }
}
