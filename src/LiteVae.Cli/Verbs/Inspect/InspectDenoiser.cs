using System.Text.Json.Nodes;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Cli.Verbs.Inspect;

/// <summary>What a denoiser of the second stage is made of and what it costs.</summary>
internal static class InspectDenoiser
{
    /// <summary>Pixels of an image along a side of a latent's position, for the denoisers' usual first stages.</summary>
    public const int DownsamplingFactor = 8;

    /// <summary>Prints a preset's table, or its JSON object.</summary>
    /// <exception cref="ConfigException">The request asks for what only autoencoders have.</exception>
    public static void Print(InspectRequest request, Terminal terminal)
    {
        if (request.Picture is not null || request.Settings.Count > 0)
            throw new ConfigException("preset", $"{request.Preset} is a denoiser: --set, --picture and --image concern autoencoders");
        var config = DenoiserPresets.Get(request.Preset!);
        if (request.Resolution % DownsamplingFactor != 0)
            throw new ConfigException("resolution", $"expected a multiple of {DownsamplingFactor} for a denoiser, whose latents are that many times smaller; found {request.Resolution}");
        var cost = DenoiserCost.Of(config, request.Resolution / DownsamplingFactor);
        if (request.Json)
            terminal.Result(ToJson(request, config, cost));
        else
            PrintTable(request, config, cost, terminal);
    }

    private static JsonObject ToJson(InspectRequest request, DenoiserConfig config, DenoiserCost cost) => new()
    {
        ["model"] = request.Preset,
        ["parameters"] = cost.Parameters,
        ["macs"] = cost.Macs,
        ["latent_size"] = cost.LatentSize,
        ["latent_channels"] = config.Channels,
        ["modules"] = new JsonArray([.. cost.Modules.Where(m => m.Depth <= request.Depth).Select(m => Module(m, cost))]),
    };

    private static JsonObject Module(ModuleCost module, DenoiserCost cost) => new()
    {
        ["name"] = module.Name,
        ["output_shape"] = new JsonArray([.. module.OutputShape.Select(n => JsonValue.Create(n))]),
        ["parameters"] = module.Parameters,
        ["macs"] = module.Macs,
        ["share"] = Share(module, cost),
    };

    private static void PrintTable(InspectRequest request, DenoiserConfig config, DenoiserCost cost, Terminal terminal)
    {
        var side = cost.LatentSize;
        terminal.Result($"{request.Preset}: denoises latents of {config.Channels} channels of {side}x{side}; "
            + $"{cost.Parameters:N0} parameters, {InspectTable.Scale(cost.Macs)} MACs a prediction");
        terminal.Result("");
        terminal.Result($"{"module",-34}{"output",-20}{"parameters",12}{$"MACs at {side}",14}{"share",8}");
        foreach (var module in cost.Modules.Where(m => m.Depth <= request.Depth))
        {
            terminal.Result($"{new string(' ', 2 * (module.Depth - 1)) + module.Name,-34}{$"[{string.Join(",", module.OutputShape)}]",-20}"
                + $"{module.Parameters,12:N0}{InspectTable.Scale(module.Macs),14}{Share(module, cost),8:0.0%}");
        }
    }

    private static double Share(ModuleCost module, DenoiserCost cost) => (double)module.Macs / Math.Max(1, cost.Macs);
}
