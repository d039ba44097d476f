using System.Text.Json.Nodes;
using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Cli.Shared;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Init;

internal sealed record InitRequest(string Preset, string Output, long Seed, IReadOnlyList<string> Settings, bool Json);

/// <summary>Writes a model file with fresh weights.</summary>
internal sealed class InitVerb(Session session)
{
    public int Run(InitRequest request)
    {
        var config = PresetConfig.Resolve(request.Preset, request.Settings);
        TorchRuntime.EnsureLoaded();
        manual_seed(request.Seed);
        using var model = new Autoencoder(config);
        OutputPath.Write(request.Output, () => ModelFile.Save(request.Output, model));

        var parameters = ModelSummary.Parameters(model);
        if (request.Json)
            session.Terminal.Result(new JsonObject { ["model"] = request.Output, ["parameters"] = parameters });
        else
            session.Terminal.Result($"{request.Output}: {ModelSummary.Describe(config)}, {parameters:N0} parameters, fresh weights");
        return ExitCode.Done;
    }
}
