using System.Text.Json.Nodes;
using LiteVae.Autoencoders;
using LiteVae.Configuration;
using LiteVae.Data;
using LiteVae.Evaluation.FeatureMaps;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs;

internal sealed record InspectRequest
{
    public string? Model { get; init; }

    public string? Preset { get; init; }

    public IReadOnlyList<string> Settings { get; init; } = [];

    public required int Resolution { get; init; }

    public required int Depth { get; init; }

    public string? Picture { get; init; }

    public string? Image { get; init; }

    public bool Json { get; init; }
}

/// <summary>Tells what a model is made of and what it costs, and shows what it does with a picture.</summary>
internal sealed class InspectVerb(Session session)
{
    public int Run(InspectRequest request)
    {
        TorchRuntime.EnsureLoaded();
        using var model = request.Model is { } named
            ? ModelLocation.Load(named, CPU)
            : new Autoencoder(PresetConfig.Resolve(request.Preset!, request.Settings));
        var balance = request.Picture is null ? null : Draw(request, model);
        var cost = ModelCost.Of(model, request.Resolution);
        if (request.Json)
            session.Terminal.Result(ToJson(model, cost, balance, request.Depth));
        else
            Print(model, cost, balance, request.Depth);
        return ExitCode.Done;
    }

    private FeatureMapBalance? Draw(InspectRequest request, Autoencoder model)
    {
        var image = InspectPicture.Load(request.Image, request.Resolution);
        var (picture, balance) = request.Model is null ? (InspectPicture.Draw(image), null) : InspectPicture.Draw(image, model);
        OutputPath.Write(request.Picture!, () => ImageFile.Save(request.Picture!, picture));
        session.Terminal.Message($"picture: {request.Picture}");
        return balance;
    }

    private static JsonObject ToJson(Autoencoder model, ModelCost cost, FeatureMapBalance? balance, int depth) => new()
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
        ["modules"] = new JsonArray([.. cost.Modules.Where(m => m.Depth <= depth).Select(m => new JsonObject
        {
            ["name"] = m.Name,
            ["output_shape"] = m.OutputShape is null ? null : new JsonArray([.. m.OutputShape.Select(n => JsonValue.Create(n))]),
            ["parameters"] = m.Parameters,
            ["macs"] = m.Macs,
            ["share"] = Share(m, cost),
        })]),
        ["feature_maps"] = balance is null ? null : new JsonObject
        {
            ["median_ratio"] = balance.Median,
            ["largest_ratio"] = balance.Largest,
            ["ratios"] = new JsonArray([.. balance.Ratios.Select(r => JsonValue.Create(r))]),
        },
        ["config"] = JsonNode.Parse(ConfigDocument.ToJson(ConfigWriter.ToNode(model.Config))),
    };

    private void Print(Autoencoder model, ModelCost cost, FeatureMapBalance? balance, int depth)
    {
        var terminal = session.Terminal;
        var (side, factor) = (cost.Resolution, model.DownsamplingFactor);
        var latent = (side + factor - 1) / factor;
        terminal.Result($"{ModelSummary.Describe(model.Config)}: {side}x{side} pixels to {model.Config.LatentChannels} channels of {latent}x{latent}");
        terminal.Result("");
        terminal.Result($"{"module",-34}{"output",-20}{"parameters",12}{$"MACs at {side}",14}{"share",8}");
        var parents = new Stack<ModuleCost>();
        foreach (var module in cost.Modules.Where(m => m.Depth <= depth))
        {
            while (parents.TryPeek(out var above) && above.Depth >= module.Depth)
                parents.Pop();
            var name = parents.TryPeek(out var parent) ? module.Name[(parent.Name.Length + 1)..] : module.Name;
            var shape = module.OutputShape is null ? "" : $"[{string.Join(",", module.OutputShape)}]";
            terminal.Result($"{new string(' ', 2 * (module.Depth - 1)) + name,-34}{shape,-20}{module.Parameters,12:N0}{Scale(module.Macs),14}{Share(module, cost),8:0.0%}");
            parents.Push(module);
        }
        terminal.Result("");
        terminal.Result(cost.ReceptiveField is { } pixels
            ? $"A latent position sees {pixels}x{pixels} pixels (statistics of normalisation and channel attention apart)."
            : "A latent position sees the whole image.");
        if (balance is not null)
        {
            terminal.Result($"Feature maps of the decoder's last block: largest over median magnitude {balance.Median:0.0} in the middle map, "
                + $"{balance.Largest:0.0} in the most unbalanced of {balance.Ratios.Count}.");
        }
    }

    private static double Share(ModuleCost module, ModelCost cost) => (double)module.Macs / Math.Max(1, cost.EncoderMacs + cost.DecoderMacs);

    private static string Scale(long macs) => macs >= 1e9 ? $"{macs / 1e9:0.00} G" : $"{macs / 1e6:0.00} M";
}
