using LiteVae.Autoencoders;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Inspection;
using LiteVae.Codec.Models;
using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Cli.Verbs.Inspect;

/// <summary>A model as a table for people.</summary>
internal static class InspectTable
{
    /// <param name="config">The model's config.</param>
    /// <param name="cost">What it costs.</param>
    /// <param name="inside">What it did with an image; null where it had none.</param>
    /// <param name="depth">How deep the table goes.</param>
    /// <param name="terminal">Where it is printed.</param>
    public static void Print(AutoencoderConfig config, ModelCost cost, ModelInspection? inside, int depth, Terminal terminal)
    {
        var (side, factor) = (cost.Resolution, config.DownsamplingFactor);
        var latent = (side + factor - 1) / factor;
        terminal.Result($"{ModelSummary.Describe(config)}: {side}x{side} pixels to {config.LatentChannels} channels of {latent}x{latent}");
        terminal.Result("");
        terminal.Result($"{"module",-34}{"output",-20}{"parameters",12}{$"MACs at {side}",14}{"share",8}{(inside is null ? "" : $"{"largest |x|",13}")}");
        var parents = new Stack<ModuleCost>();
        foreach (var module in cost.Modules.Where(m => m.Depth <= depth))
        {
            while (parents.TryPeek(out var above) && above.Depth >= module.Depth)
                parents.Pop();
            var name = parents.TryPeek(out var parent) ? module.Name[(parent.Name.Length + 1)..] : module.Name;
            var shape = module.OutputShape is null ? "" : $"[{string.Join(",", module.OutputShape)}]";
            var largest = inside?.Peaks.Within(module.Name) is { } magnitude ? $"{NumberWords.Magnitude(magnitude),13}" : "";
            terminal.Result($"{new string(' ', 2 * (module.Depth - 1)) + name,-34}{shape,-20}{module.Parameters,12:N0}{Scale(module.Macs),14}{module.ShareOf(cost),8:0.0%}{largest}");
            parents.Push(module);
        }
        terminal.Result("");
        terminal.Result(cost.ReceptiveField is { } pixels
            ? $"A latent position sees {pixels}x{pixels} pixels (statistics of normalisation and channel attention apart)."
            : "A latent position sees the whole image.");
        if (inside is not null)
            Print(inside, terminal);
    }

    /// <summary>A number of multiply-accumulates in words: "5.76 G".</summary>
    public static string Scale(long macs) => macs >= 1e9 ? $"{macs / 1e9:0.00} G" : $"{macs / 1e6:0.00} M";

    private static void Print(ModelInspection inside, Terminal terminal)
    {
        var (balance, encoder, decoder) = (inside.Balance, inside.Peaks.Encoder, inside.Peaks.Decoder);
        terminal.Result($"Feature maps of the decoder's last block: largest over median magnitude {balance.Median:0.0} in the middle map, "
            + $"{balance.Largest:0.0} in the most unbalanced of {balance.Ratios.Count}.");
        terminal.Result($"Largest activations on this image: {NumberWords.Magnitude(encoder.Magnitude)} in {encoder.Module}, "
            + $"{NumberWords.Magnitude(decoder.Magnitude)} in {decoder.Module}.");
    }
}
