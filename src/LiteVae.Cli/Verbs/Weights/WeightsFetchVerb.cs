using System.Text.Json.Nodes;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Cli.Progress;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Weights;

internal sealed record WeightsFetchRequest(IReadOnlyList<ThirdPartyFile> Files, bool Json);

/// <summary>Downloads third-party weights.</summary>
internal sealed class WeightsFetchVerb(Session session)
{
    private const double Megabyte = 1e6;

    public int Run(WeightsFetchRequest request)
    {
        session.OnStopSay("stopping; what has arrived is kept");
        using var client = new HttpClient();
        client.DefaultRequestHeaders.UserAgent.ParseAdd("litevae");
        var fetched = new JsonArray();
        foreach (var file in request.Files)
        {
            string path;
            try
            {
                path = Fetch(client, file);
            }
            catch (OperationCanceledException)
            {
                session.Terminal.Message(
                    $"{file.Name}: stopped at {NumberWords.Bytes(ThirdPartyWeights.PartialBytes(file))} of {NumberWords.Bytes(file.Bytes)}; the same command goes on from there");
                return ExitCode.Interrupted;
            }
            fetched.Add(new JsonObject { ["name"] = file.Name, ["path"] = path });
            if (!request.Json)
                session.Terminal.Result($"{path}: {file.Name}, as published");
        }
        if (request.Json)
            session.Terminal.Result(new JsonObject { ["weights"] = fetched });
        return ExitCode.Done;
    }

    private string Fetch(HttpClient client, ThirdPartyFile file)
    {
        if (!File.Exists(ThirdPartyWeights.PathOf(file)))
            session.Terminal.Message($"{file.Name}: {file.Url} ({NumberWords.Bytes(file.Bytes)})");
        using var display = session.Terminal.StartProgress((long)Math.Round(file.Bytes / Megabyte));
        Estimate? estimate = null;
        return ThirdPartyWeights.DownloadAsync(file, client, Show, session.CancellationToken).GetAwaiter().GetResult();

        void Show(long arrived)
        {
            estimate ??= new Estimate("MB", arrived / Megabyte);
            display.Report((long)Math.Round(arrived / Megabyte), $"MB of {file.Name}, {estimate.Describe(arrived / Megabyte, file.Bytes / Megabyte)}");
        }
    }
}
