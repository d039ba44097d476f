using System.Text.Json.Nodes;
using LiteVae.Autoencoders;
using LiteVae.Configuration;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs;

internal sealed record InspectRequest(string? Model, string? Preset, IReadOnlyList<string> Settings, int Resolution, bool Json);

/// <summary>Tells what a model is made of and what it costs.</summary>
internal sealed class InspectVerb(Session session)
{
    public int Run(InspectRequest request)
    {
        TorchRuntime.EnsureLoaded();
        using var model = request.Model is { } named
            ? ModelLocation.Load(named, CPU)
            : new Autoencoder(PresetConfig.Resolve(request.Preset!, request.Settings));
        var cost = ModelCost.Of(model, request.Resolution);
        if (request.Json)
            session.Terminal.Result(ToJson(model, cost));
        else
            Print(model, cost);
        return ExitCode.Done;
    }

    private static JsonObject ToJson(Autoencoder model, ModelCost cost) => new()
    {
        ["model"] = ModelSummary.Describe(model.Config),
        ["encoder_parameters"] = cost.EncoderParameters,
        ["decoder_parameters"] = cost.DecoderParameters,
        ["encoder_macs"] = cost.EncoderMacs,
        ["decoder_macs"] = cost.DecoderMacs,
        ["resolution"] = cost.Resolution,
        ["receptive_field"] = cost.ReceptiveField,
        ["latent_channels"] = model.Config.LatentChannels,
        ["downsampling_factor"] = model.DownsamplingFactor,
        ["parts"] = new JsonObject([.. cost.Parts.Select(p => KeyValuePair.Create<string, JsonNode?>(
            p.Name, new JsonObject { ["parameters"] = p.Parameters, ["macs"] = p.Macs }))]),
        ["config"] = JsonNode.Parse(ConfigDocument.ToJson(ConfigWriter.ToNode(model.Config))),
    };

    private void Print(Autoencoder model, ModelCost cost)
    {
        var terminal = session.Terminal;
        var (side, factor) = (cost.Resolution, model.DownsamplingFactor);
        terminal.Result($"{ModelSummary.Describe(model.Config)}: {side}x{side} pixels to {model.Config.LatentChannels} channels of {(side + factor - 1) / factor}x{(side + factor - 1) / factor}");
        terminal.Result("");
        terminal.Result($"{"part",-32}{"parameters",14}{$"MACs at {side}",16}");
        terminal.Result(Line("encoder", cost.EncoderParameters, cost.EncoderMacs));
        foreach (var part in cost.Parts.Where(p => p.Name.StartsWith("encoder.", StringComparison.Ordinal)))
            terminal.Result(Line($"  {part.Name[8..]}", part.Parameters, part.Macs));
        terminal.Result(Line("decoder", cost.DecoderParameters, cost.DecoderMacs));
        foreach (var part in cost.Parts.Where(p => p.Name.StartsWith("decoder.", StringComparison.Ordinal)))
            terminal.Result(Line($"  {part.Name[8..]}", part.Parameters, part.Macs));
        terminal.Result("");
        terminal.Result(cost.ReceptiveField is { } pixels
            ? $"A latent position sees {pixels}x{pixels} pixels (normalisation apart)."
            : "A latent position sees the whole image.");
    }

    private static string Line(string part, long parameters, long macs) => $"{part,-32}{parameters,14:N0}{Scale(macs),16}";

    private static string Scale(long macs) => macs >= 1e9 ? $"{macs / 1e9:0.00} G" : $"{macs / 1e6:0.00} M";
}
